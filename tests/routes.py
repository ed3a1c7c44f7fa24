"""Every address of the product and who may use it. A route without a line here fails the tests."""

from typing import Any, Final

from tests.audiences import (
    ADMINISTERS,
    ANSWERS,
    ANYBODY,
    MANAGES,
    OWNS,
    SETS_TARGETS,
    SIGNED_IN,
    TRIAGE,
    Route,
    read,
    write,
)

_ISSUE: Final = {"number": "issue"}
_ACTION: Final = {"number": "issue", "action": "action"}
_RUN: Final = {"run": "run"}
_POLICY: Final = {"number": "policy"}
_CALENDAR: Final = {"number": "calendar"}
_CHANNEL_COMMANDS: Final = (
    "change_channel",
    "send_test",
    "rotate_secret",
    "switch_on_channel",
    "switch_off_channel",
    "remove_channel",
)
_POSTER: Final = {"number": "poster"}
_POSTER_COMMANDS: Final = ("allow_guests", "refuse_guests", "take_down_poster", "put_up_poster")
_SIGNATURE: Final = {"slug": "point", "version": "standard_version", "department": "asked_department"}
_REMEDY: Final = {"number": "cause", "remedy": "remedy"}


def _moves(prefix: str) -> dict[str, Route]:
    """The commands on an issue with bodies that are understood: the same through the browser and through the API."""
    later = "2026-03-04T10:00:00Z" if prefix == "api" else "2026-03-04T10:00"
    to = {"to": "head"} if prefix == "api" else {"to": "head_field"}
    planned = {"kind": "corrective", "description": "d", "assignee": "head", "due_at": later}
    triage: dict[str, dict[str, Any]] = {
        "accept": {},
        "hand_over": to,
        "plan_action": planned,
        "change_severity": {"to": "high"},
        "resolve": {"reason": "fixed"},
        "start_wait": {"waits_for": "customer", "name": "Frau Krause", "until": later},
        "end_wait": {},
        "snooze": {"until": later},
        "unmerge": {"reason": "r"},
        "make_confidential": {"reason": "r"},
        "make_open": {"reason": "r"},
    }
    # Refused with a sentence (409) where the relation to the issue is missing, not by the role.
    anybody: dict[str, dict[str, Any]] = {
        "decline": {"reason": "r"},
        "record_containment": {"evidence": "e"},
        "verify": {},
        "reopen": {"reason": "r"},
        "comment": {"text": "t"},
        "nudge": {},
        "add_report": {"text": "t", "customers": 1},
        "watch": {},
        "unwatch": {},
    }
    routes = {name: write(TRIAGE, body, **_ISSUE) for name, body in triage.items()}
    routes["merge"] = write(MANAGES, {"into": "other"}, **_ISSUE)  # both issues must be theirs to triage
    routes |= {name: write(SIGNED_IN, body, **_ISSUE) for name, body in anybody.items()}
    routes |= {name: write(SIGNED_IN, {}, **_ACTION) for name in ("start_action", "complete_action")}
    promise = {"number": "promised_issue", "report": "promised"}
    routes["keep_promise"] = write(SIGNED_IN, {}, **promise)  # refused (409) without the relation
    routes["undo"] = write(SIGNED_IN, {}, number="issue", seq="seq")  # refused (409) unless it was their own
    return {f"{prefix}:{name}": route for name, route in routes.items()}


ROUTES: Final[dict[str, Route]] = {
    # Signing in.
    **{
        name: read(ANYBODY)
        for name in (
            "account_login",
            "account_inactive",
            "account_signup",
            "account_email_verification_sent",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key_done",
        )
    },
    "account_confirm_login_code": read(SIGNED_IN),
    "account_confirm_email": read(ANYBODY, key="word"),
    "account_reset_password_from_key": read(ANYBODY, uidb36="word", key="word"),
    **{
        name: read()
        for name in (
            "account_logout",
            "account_reauthenticate",
            "account_email",
            "account_change_password",
            "account_set_password",
        )
    },
    # For machines and for everybody.
    "health": read(ANYBODY),
    "health_escalations": read(ANYBODY),
    "language": write(ANYBODY, {"language": "de"}),
    "theme": write(ANYBODY, {"theme": "dark"}),
    "issues:manifest": read(ANYBODY),
    "issues:service_worker": read(ANYBODY),
    "issues:offline_report": read(ANYBODY),
    "issues:offline_report_at_poster": read(ANYBODY, token="poster_link"),
    "issues:waiting_reports": read(ANYBODY),
    "issues:places": read(),
    "styleguide": read(),  # not in production
    # Pages.
    **{
        name: read()
        for name in (
            "messages",
            "status",
            "issues:home",
            "issues:my_reports",
            "issues:report",
            "issues:inbox",
            "issues:issues",
            "issues:not_acted_on",
            "issues:value_chain",
            "issues:causes",
            "issues:calendars",
            "issues:keys",
            "issues:palette",
            "issues:me",
            "insights:overview",
            "insights:issues",
            "insights:changed",
            "insights:lessons",
            "insights:departments",
            "insights:flow",
            "insights:listed",
            "insights:records",
            "insights:targets",
            "insights:cost",
            "insights:overview_pdf",
            "insights:weekly_mail",
        )
    },
    "insights:save_view": write(SIGNED_IN, {"name": "Mine", "query": "severity=high"}),
    "insights:set_targets": write(SETS_TARGETS, {"action_rate": 80}),
    "insights:subscribe": write(SIGNED_IN, {"weekday": 1, "hour": 8}),
    "insights:unsubscribe": write(),
    "insights:unsubscribe_by_link": read(ANYBODY, token="weekly_link"),
    # Views and files of the list of issues; a view is changed by its owner alone.
    "issues:count_issues": read(),
    "issues:export_issues": read(),
    "issues:suggest_names": read(),
    "issues:saved_views": read(),
    "issues:save_view": write(SIGNED_IN, {"name": "Mine", "query": "severity=high"}),
    "issues:choose_default_view": write(SIGNED_IN, {"view": "shared_view"}),
    "issues:change_view": write(OWNS, {"name": "n"}, view="view"),
    "issues:update_view": write(OWNS, {"query": "severity=high"}, view="view"),
    "issues:remove_view": write(OWNS, {}, view="view"),
    "read_all_messages": write(),
    "read_message": write(number="message"),
    "digest": read(OWNS, number="digest"),
    "issues:receipt": read(frozenset({"reporter"}), number="issue"),
    "issues:start_report": write(SIGNED_IN, {"client_key": "nonsense"}),
    "issues:start_report_at_poster": write(ANYBODY, {}, token="poster_link"),
    "issues:report_at_poster": read(ANYBODY, token="poster_link"),  # this poster allows guests
    "issues:similar": write(SIGNED_IN, {"point": "delivery-slot", "text": "late"}),
    "issues:similar_at_poster": write(ANYBODY, {"text": "late"}, token="poster_link"),
    "issues:receipt_of_code": read(ANYBODY, code="receipt_code"),
    "issues:find_receipt": read(ANYBODY),
    "issues:confirm_fixed": write(ANYBODY, {"about": "guests_issue", "seen": 1}, code="receipt_code"),
    "issues:say_not_fixed": write(
        ANYBODY, {"about": "guests_issue", "seen": 1, "reason": "r"}, code="receipt_code"
    ),
    "issues:photo_of_code": read(ANYBODY, code="receipt_code", attachment="guests_photo"),
    "issues:overflow": read(ADMINISTERS),
    "issues:take_in_overflow": write(ADMINISTERS, {}, number="poster"),
    "issues:discard_overflow": write(ADMINISTERS, {"reason": "r"}, number="poster"),
    "insights:department": read(slug="department"),
    "issues:point": read(slug="point"),
    # Standards: who answers for the point writes them, the heads of the departments that were asked sign them.
    "issues:standard": read(slug="point"),
    "issues:write_standard": read(ANSWERS, slug="point"),
    "issues:discard_draft": write(ANSWERS, {}, slug="point"),
    "issues:ask_to_sign": read(ANSWERS, slug="point"),
    "issues:standard_version": read(slug="point", version="standard_version"),
    "issues:withdraw_standard": write(ANSWERS, {}, slug="point", version="standard_version"),
    "issues:sign_standard": write(SIGNED_IN, {}, **_SIGNATURE),  # refused (409) unless they sign for it
    "issues:object_to_standard": read(frozenset({"manager"}), **_SIGNATURE),
    # Posters: managers print them, administrators decide what their codes open.
    "issues:posters": read(MANAGES),
    "issues:point_posters": read(MANAGES, slug="point"),
    "issues:make_poster": write(MANAGES, {"site": "site"}, slug="point"),
    "issues:print_posters": read(MANAGES),
    "issues:posters_pdf": read(MANAGES),
    **{f"issues:{name}": read(MANAGES, **_POSTER) for name in ("poster", "print_poster", "poster_pdf")},
    "issues:rotate_poster": write(ADMINISTERS, {"seen": 1}, **_POSTER),
    **{f"issues:{name}": write(ADMINISTERS, {}, **_POSTER) for name in _POSTER_COMMANDS},
    "issues:issue": read(**_ISSUE),
    **_moves("issues"),
    "issues:mentionable": read(**_ISSUE),
    "issues:attachment": read(attachment="attachment"),
    "issues:bulk": write(SIGNED_IN, {"command": "accept", "issue": "issue"}),  # each issue answers for itself
    "issues:bulk_run": read(OWNS, run="bulk_run"),
    "issues:undo_bulk": write(OWNS, {}, run="bulk_run"),
    "issues:change_profile": write(),
    "issues:choose_channels": write(),
    "issues:set_quiet_hours": write(),
    "issues:send_test_mail": write(),
    "add_own_channel": read(),
    "issues:announce_absence": write(),
    "issues:end_absence": write(absence="absence"),
    "issues:cause": read(number="cause"),
    "issues:note_cause": read(MANAGES),
    "issues:change_cause": read(MANAGES, number="cause"),
    "issues:plan_remedy": write(MANAGES, {"description": "d"}, number="cause"),
    "issues:complete_remedy": write(MANAGES, {"evidence": "e"}, **_REMEDY),
    "issues:link_cause": write(TRIAGE, {"cause": "cause"}, **_ISSUE),
    "issues:unlink_cause": write(TRIAGE, {"cause": "cause"}, **_ISSUE),
    # Administration.
    "issues:people": read(ADMINISTERS),
    "issues:person": read(ADMINISTERS, number="person"),
    "issues:deactivate": write(ADMINISTERS, number="person"),
    "issues:reactivate": write(ADMINISTERS, number="person"),
    "issues:dissolve": write(ADMINISTERS, slug="department"),
    "issues:policies": read(),
    "issues:policy": read(**_POLICY),
    "issues:policy_version": read(number="policy", version="version"),
    "issues:add_policy": write(ADMINISTERS),
    "issues:change_policy": write(ADMINISTERS, **_POLICY),
    "issues:assign_point": write(ADMINISTERS, {"point": "point"}, **_POLICY),
    "issues:retire_policy": write(ADMINISTERS, **_POLICY),
    "issues:move_policy": write(ADMINISTERS, **_POLICY),
    "issues:policy_move": read(ADMINISTERS, run="policy_move"),
    "issues:resume_policy_move": write(ADMINISTERS, run="policy_move"),
    "issues:calendar": read(**_CALENDAR),
    "issues:new_calendar": read(ADMINISTERS),
    "issues:change_calendar": write(ADMINISTERS, **_CALENDAR),
    "issues:assign_calendar": write(ADMINISTERS, **_CALENDAR),
    "issues:release_site": write(ADMINISTERS, **_CALENDAR, site="site"),
    "issues:remove_calendar": write(ADMINISTERS, **_CALENDAR),
    "issues:imports": read(ADMINISTERS),
    "issues:import": read(ADMINISTERS, **_RUN),
    "issues:change_import_mapping": write(ADMINISTERS, **_RUN),
    "issues:start_import": write(ADMINISTERS, **_RUN),
    "issues:discard_import": write(ADMINISTERS, **_RUN),
    "issues:import_refusals": read(ADMINISTERS, **_RUN),
    "channels": read(ADMINISTERS),
    "add_channel": read(ADMINISTERS),
    "channel": read(ADMINISTERS, number="channel"),  # those of one's own: `OF_ONES_OWN`
    **{name: write(ADMINISTERS, {}, number="channel") for name in _CHANNEL_COMMANDS},
    "deliveries": read(ADMINISTERS),
    "try_delivery_again": write(ADMINISTERS, {}, number="delivery"),
    # The API.
    **{f"api:{name}": read() for name in ("reference", "schema", "points", "departments", "people")},
    **{f"api:{name}": read() for name in ("issues", "not_acted_on")},
    "api:issue": read(**_ISSUE),
    **_moves("api"),
    "api:causes": read(),
    "api:cause": read(number="cause"),
    "api:change_cause": write(MANAGES, {"title": "t", "origin": "point", "seen": 1}, number="cause"),
    "api:plan_remedy": write(
        MANAGES,
        {"kind": "preventive", "description": "d", "assignee": "head", "due_at": "2026-03-04T10:00:00Z"},
        number="cause",
    ),
    "api:complete_remedy": write(MANAGES, {"evidence": "e"}, **_REMEDY),
    "api:link_cause": write(TRIAGE, {"cause": "cause"}, **_ISSUE),
    "api:unlink_cause": write(TRIAGE, {"cause": "cause"}, **_ISSUE),
    "insights_api:measures": read(),
}

# The same routes asked about a channel of the owner's own: nobody else's, and no administrator's either.
OF_ONES_OWN: Final[dict[str, Route]] = {
    "channel": read(OWNS, number="own_channel"),
    **{name: write(OWNS, {}, number="own_channel") for name in _CHANNEL_COMMANDS},
}
