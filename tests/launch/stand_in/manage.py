"""Stands in for the product's management commands: the launcher only needs them to end well."""

import sys

COMMANDS = {"migrate", "load_demo", "collectstatic", "demo_sign_ins"}

if sys.argv[1] not in COMMANDS:
    sys.exit(f"unknown command {sys.argv[1]}")
if sys.argv[1] == "demo_sign_ins":
    print("frontline: fay@example.com / a-demo-password")
