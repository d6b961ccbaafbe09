"""Replies: texts a freelancer can put into the page's own composer with one click. Nothing is ever sent."""

from escrowl.replies.fill import Filled, Gap, fill, fill_reply
from escrowl.replies.load import TONES, Reply, Tone, at_stage, catalog, load, load_reply
from escrowl.replies.own import OwnReplies, offered, own_replies, with_own
from escrowl.replies.platforms import Platform, platform, platforms
from escrowl.replies.slots import flags_of, my_slots, slots_of
from escrowl.replies.template import FLAGS, SLOTS

__all__ = [
    "FLAGS",
    "SLOTS",
    "TONES",
    "Filled",
    "Gap",
    "OwnReplies",
    "Platform",
    "Reply",
    "Tone",
    "at_stage",
    "catalog",
    "fill",
    "fill_reply",
    "flags_of",
    "load",
    "load_reply",
    "my_slots",
    "offered",
    "own_replies",
    "platform",
    "platforms",
    "slots_of",
    "with_own",
]
