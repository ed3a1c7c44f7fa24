"""What stands between a bare checkout and a running product: `python3 -m launch run`.

Standard library only, because it runs before anything is installed.
"""
