"""Every ledger, in menu order. A new ledger is one file and its name here."""

from desktop.models.ledger import Ledger
from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice, NoticeItem, NumberSeries
from desktop.models.ledgers.calendar import CalendarDay, SchoolTerm
from desktop.models.ledgers.care import (
    CareRule,
    ChildInNeed,
    HealthNote,
    LeftBehindForm,
    PsychScreening,
    StudyResult,
)
from desktop.models.ledgers.care_cash import CashUse
from desktop.models.ledgers.care_duty import (
    AwarenessSurvey,
    ControlSystem,
    DutyHolder,
    DutyPaper,
    DutyTarget,
    LeadMember,
    LessonVisit,
    Mentorship,
    PublicityCounter,
    PublicityEvent,
)
from desktop.models.ledgers.care_file import ActivityChild, CareActivity, DossierPaper, GrowthItem
from desktop.models.ledgers.care_goods import (
    Donation,
    Donor,
    Goods,
    GoodsMove,
    PointsEntry,
    Wish,
)
from desktop.models.ledgers.care_pairs import MeasureTemplate, Pairing, PlanMeasure, SupportPlan
from desktop.models.ledgers.care_visits import (
    HomeTeaching,
    HomeTeachingPlan,
    PhoneAnswer,
    PhoneDraw,
    Talk,
    TeachingInspection,
    Visit,
    VisitChild,
)
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.desk import HeadMemory, SentPackage, WaitingRow
from desktop.models.ledgers.drop_absence import ClassAbsence, ContactAttempt
from desktop.models.ledgers.drop_cases import (
    CaseStep,
    DropCase,
    FollowUp,
    GovernmentPaper,
    Persuasion,
    ReportedChild,
    ReturnNotice,
    WrittenReport,
)
from desktop.models.ledgers.drop_population import (
    AgeChild,
    AgeStatus,
    CheckReason,
    OffSiteProof,
    PopulationLine,
    PopulationList,
    ProofCall,
)
from desktop.models.ledgers.drop_reports import (
    ArrivalSheet,
    Campaign,
    CampaignCheck,
    DropInspection,
    DropReport,
    DropRule,
    NotArrived,
)
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
from desktop.models.ledgers.meal_opening import MealOpening
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
    DayExcuse, MealSettlement, SettlementClass, SettlementLine, MealOpening, CareRule, StudyResult, ChildInNeed, LeftBehindForm,
    PsychScreening, HealthNote, Pairing, SupportPlan, PlanMeasure, MeasureTemplate, Visit, VisitChild, Talk, PhoneDraw, PhoneAnswer,
    HomeTeachingPlan, HomeTeaching, TeachingInspection, CareActivity, ActivityChild, GrowthItem, DossierPaper, Donor,
    Donation, Goods, Wish, GoodsMove, CashUse, PointsEntry, DutyHolder, LeadMember, DutyPaper, DutyTarget, ControlSystem,
    PublicityCounter, PublicityEvent, AwarenessSurvey, Mentorship, LessonVisit,
    DropRule, AgeChild, AgeStatus, PopulationList, PopulationLine, OffSiteProof, ProofCall, CheckReason, ClassAbsence,
    ContactAttempt,
    DropCase, CaseStep, Persuasion, ReturnNotice, WrittenReport, ReportedChild, GovernmentPaper, FollowUp, DropReport,
    Campaign, CampaignCheck, DropInspection, ArrivalSheet, NotArrived, WaitingRow, HeadMemory, SentPackage,
)  # fmt: skip

BY_NAME: dict[str, type[Ledger]] = {ledger.table(): ledger for ledger in LEDGERS}
