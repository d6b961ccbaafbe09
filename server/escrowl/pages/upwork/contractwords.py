"""Wording of offer and contract pages: labels of amounts and hours, and lines that tell how a contract pays."""

from __future__ import annotations

import re

HELD = (
    r"(?:money |funds? |amount )?(?:held |funded |deposited |remaining |currently |now )?in (?:escrow|project funds)"
    r"|funded \(escrow(?: protection)?\)|project funds(?: balance)?|escrow(?: balance| amount)?"
    r"|funds? held|held (?:by|with) upwork|escrow protection|(?:amount|total) funded|funded (?:amount|so far)"
)
AMOUNT = (
    r"(?:total )?(?:project|contract|offer) (?:price|amount|budget|total|value)|total price(?: of (?:the )?project)?"
    r"|fixed[- ]price(?::| (?:offer|amount))|(?:total )?budget|offer total|(?:total )?price"
)
LIMIT = (
    r"(?:weekly|hourly|hours?) limit(?: (?:per|a) week)?|limit(?: per week)?|weekly (?:hour )?cap"
    r"|max(?:imum)? (?:weekly )?hours"
)
LOGGED = (
    r"(?:hours |time )?(?:logged |tracked |worked )?this week(?:[’']s (?:hours|total))?|logged(?: this week)?"
    r"|(?:hours|time) (?:logged|tracked)(?: this week)?|week to date|total hours this week"
)
WEEK = re.compile(r"(?:this|current) week(?:[’']s (?:hours|total))?:?", re.I)
TRACKED = r"(?:time )?tracked(?: (?:time|hours))?"
TOTAL = r"total(?: hours| time)?"
MANUAL = r"manual (?:time|hours)(?: (?:this week|added|logged))?|manual(?:ly added)?|offline time"
MAY_BE_MANUAL = r"(?:allow )?manual time(?: allowed)?|allow (?:the )?(?:freelancer )?(?:to )?log(?:ging)? time manually"
CLIENT = r"client(?: name)?|hired by|company|offer from|hiring (?:client|company)"
NAMES = re.compile(CLIENT, re.I)
SENT = r"(?:offer )?(?:sent|received|made)(?: on)?|offer date|date (?:sent|of (?:the )?offer)|sent date"

HOURLY = re.compile(
    r"hourly(?:[- ](?:contract|rate|job|project|offer|limit))?(?:: .{1,30})?|(?:weekly|hourly) limit.{0,30}"
    r"|(?:contract|offer|project|job|payment) type:? hourly.{0,20}|.{1,14} ?/ ?(?:hr|hour)|work diary|time ?sheet",
    re.I,
)
FIXED = re.compile(
    r"fixed[- ]price(?: (?:contract|job|project|offer))?(?:: .{1,30})?|project price|milestone timeline"
    r"|(?:active|current) milestone(?:: .{1,60})?"
    r"|(?:contract|offer|project|job|payment) type:? fixed.{0,20}|milestones(?: \(\d+\))?|pay(?:ment)? by milestone"
    r"|submit work for payment",
    re.I,
)
OF_LIMIT = re.compile(
    r"(?P<logged>[\d.:]{1,8}(?: ?h(?:(?:ou)?rs?)?)?) (?:of|out of|/) (?P<limit>[\d.:]{1,8} ?h(?:(?:ou)?rs?)?)"
    r"(?: .{0,30}(?:this week|limit|logged|tracked|week).{0,10})?",
    re.I,
)
LIMIT_FIRST = re.compile(
    r"(?P<limit>[\d.:]{1,6} ?h(?:(?:ou)?rs?)?)(?: ?/ ?week| (?:per|a) week)? (?:weekly )?(?:limit|max(?:imum)?)", re.I
)
LIMIT_VALUE = re.compile(r"[\d.:]{1,6} ?h(?:(?:ou)?rs?)?(?: ?(?:/|per|a) ?w(?:ee)?k| weekly)?(?: max(?:imum)?)?", re.I)
NO_LIMIT = re.compile(r"no (?:weekly|hourly) limit|(?:weekly|hourly) limit:? (?:none|no limit|unlimited)", re.I)
CLOCK = re.compile(
    r"[\d.:]{1,8} ?(?:h(?:(?:ou)?rs?)?)?(?: \d{1,2} ?m(?:in(?:ute)?s?)?)?(?: (?:this week|logged|added))?", re.I
)
MAY = re.compile(
    r"(?:manual time (?:is )?(?P<a>not allowed|allowed|disabled|enabled|off|on)"
    r"|(?:the )?(?:freelancer|you) (?P<b>can[’']?t|cannot|can not|can|may not|may) (?:add|log) "
    r"(?:time manually|manual time)"
    r"|allows? (?:the )?(?:freelancer|you)? ?(?:to )?(?:log|add)(?: time)? manual(?:ly)?(?: time)?(?: if needed)?:"
    r" ?(?P<c>yes|no)"
    r"|manual time(?: allowed)?: (?P<d>yes|no|allowed|not allowed|on|off|enabled|disabled)"
    r"|(?P<e>no manual time|manual time not permitted))\.?",
    re.I,
)
MEMOS = re.compile(
    r"(?P<n>\d{1,3}) (?:time )?(?:segments?|time logs?|entries|screenshots?|memos?) (?:are |is |with )?"
    r"(?:without (?:a )?memos?|missing(?: (?:a )?memos?)?|no memos?)"
    r"|(?:missing memos?|segments? without (?:a )?memos?): ?(?P<m>\d{1,3})",
    re.I,
)
YES = ("yes", "allowed", "on", "enabled", "can", "may")
NO = ("no", "not allowed", "off", "disabled")
