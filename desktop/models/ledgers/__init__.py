"""Every ledger, in menu order. A new ledger is one file and its name here."""

from desktop.models.ledger import Ledger
from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice, NoticeItem, NumberSeries
from desktop.models.ledgers.calendar import CalendarDay, SchoolTerm
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.desk import HeadMemory, SentPackage, WaitingRow
from desktop.models.ledgers.extra_fields import ExtraField
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.lists import ClosingReason, CountyList, Difference, ListHit, RollCheck
from desktop.models.ledgers.payments import BankLayout, FundReceived, PayLine, PayList, Reversal
from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.ledgers.recognition import (
    CaseChange,
    CaseScore,
    Evidence,
    RecognitionCase,
    RecognitionRound,
    ReviewMeeting,
    ScoreItem,
)
from desktop.models.ledgers.school import School
from desktop.models.ledgers.staff import AppUser, Staff
from desktop.models.ledgers.students import NameAlias, Student
from desktop.models.ledgers.templates import LetterTemplate

LEDGERS: tuple[type[Ledger], ...] = (
    School, Staff, AppUser, SchoolTerm, CalendarDay, SchoolClass, ExtraField, Household, Student, NameAlias, Guardian,
    PayeeAccount, Hardship, AidProgramme, AidStandard, AidBatch, AidGrant, NumberSeries, AidNotice, NoticeItem,
    CountyList, ListHit, ClosingReason, Difference, RollCheck, RecognitionRound, RecognitionCase, CaseChange,
    ReviewMeeting, ScoreItem, CaseScore, Evidence, Posting, Objection, BankLayout, PayList, PayLine, FundReceived,
    Reversal, LetterTemplate, WaitingRow, HeadMemory, SentPackage,
)  # fmt: skip

BY_NAME: dict[str, type[Ledger]] = {ledger.table(): ledger for ledger in LEDGERS}
