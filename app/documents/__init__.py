"""The papers: a folder a paper, each with its content, its page and its print style.

The only room that imports WeasyPrint; the worker and the command line call it, the web process never does.
The words of a paper are fixed by law and custom, so they stay Vietnamese whatever language the screen speaks.
"""
