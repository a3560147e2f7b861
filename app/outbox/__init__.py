"""Operations that phones stored and send later (`POST /dong-bo`, docs/offline.md).

`reading` parses a body into operations. `exchange` carries them out in one transaction and answers each. `kinds` holds
one module for each kind of operation; to add a kind, add a module there.
"""
