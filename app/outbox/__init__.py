"""What phones kept and now send (`POST /dong-bo`, docs/offline.md): read, judged one by one, carried out together.

`reading` makes operations of a body, `exchange` carries them out in one transaction and answers each, `kinds` holds a
module for each kind of operation. A new kind is a new module there and nothing else.
"""
