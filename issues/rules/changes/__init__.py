"""What each event makes of an issue. One function an event: `(state, event, at, terms) -> state`."""
