"""The catalogue of the words that people read: taken from the code, compiled, and looked after.

Runs in the virtual environment (Babel and Django's own reader of templates); the launcher's commands start it there.
"""
