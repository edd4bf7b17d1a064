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
from desktop.models.ledgers.meal_counts import StockCount, StockCountLine
from desktop.models.ledgers.meal_goods import Material, MaterialUnit, Supplier, SupplierLicence
from desktop.models.ledgers.meal_logs import (
    Accompany,
    AdditiveUse,
    Disinfection,
    FoodSample,
    MorningCheck,
    StoreClimate,
    WasteRecord,
)
from desktop.models.ledgers.meal_menus import (
    Dish,
    DishPart,
    Food,
    MenuDish,
    MenuPart,
    MenuWeek,
    NutrientGuide,
)
from desktop.models.ledgers.meal_money import MealSettlement, SettlementClass, SettlementLine
from desktop.models.ledgers.meal_people import CanteenTraining, HealthCertificate, SnackCheck, SnackStep
from desktop.models.ledgers.meal_stock import Purchase, StockMove
from desktop.models.ledgers.meal_watch import (
    CheckItem,
    DayExcuse,
    FoodCheck,
    FoodFinding,
    MealComplaint,
    MealMeeting,
    MealPosting,
)
from desktop.models.ledgers.meals import ClassDay, MealEater, SupplyDay
from desktop.models.ledgers.payments import BankLayout, FundReceived, PayLine, PayList, Reversal
from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.ledgers.recognition import (
    CaseChange,
    CaseScore,
    Evidence,
    GradeLine,
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
    ReviewMeeting, ScoreItem, GradeLine, CaseScore, Evidence, Posting, Objection, BankLayout, PayList, PayLine, FundReceived,
    Reversal, LetterTemplate, SupplyDay, MealEater, ClassDay, Food, NutrientGuide, Dish, DishPart, MenuWeek, MenuDish,
    MenuPart, Supplier, SupplierLicence, Material, MaterialUnit, Purchase, StockMove, StockCount, StockCountLine,
    FoodSample, Accompany, MorningCheck, Disinfection, AdditiveUse, WasteRecord, StoreClimate, SnackStep, SnackCheck,
    HealthCertificate, CanteenTraining, CheckItem, FoodCheck, FoodFinding, MealMeeting, MealComplaint, MealPosting,
    DayExcuse, MealSettlement, SettlementClass, SettlementLine, WaitingRow, HeadMemory, SentPackage,
)  # fmt: skip

BY_NAME: dict[str, type[Ledger]] = {ledger.table(): ledger for ledger in LEDGERS}
