"""Every model of the application, by its name."""

from policies.models.area import Area, AreaDistrict
from policies.models.benefit import Benefit
from policies.models.daily_mail import DailyMail
from policies.models.event import Event, Told
from policies.models.filing import (
    PolicyArea,
    PolicyAudience,
    PolicyIssuer,
    PolicyServicePoint,
    PolicyTopic,
)
from policies.models.held import HeldPost, SentForm
from policies.models.importing import Fingerprint, Fingerprinted, ImportedSource, NotDuplicate
from policies.models.job import Job, JobItem
from policies.models.lookups import SlugForm
from policies.models.material import Material
from policies.models.missed_word import MissedWord
from policies.models.old_slug import OldSlug
from policies.models.picture import Picture
from policies.models.policy import Policy
from policies.models.relation import CitationException, Relation
from policies.models.responsibility import Responsibility
from policies.models.revision import Change, Revision
from policies.models.round import Round
from policies.models.scheduled import Scheduled
from policies.models.section import Section
from policies.models.section_label import SectionLabel
from policies.models.service_point import ServicePoint
from policies.models.signin import SignInCount
from policies.models.taxonomy import Audience, District, FormerDistrict, Issuer, SynonymGroup, Topic
from policies.models.version import RecordVersion, SectionVersion, ShownSection
from policies.models.withdrawal import Withdrawal
from policies.models.writer import Writer

__all__ = [
    "Area",
    "AreaDistrict",
    "Audience",
    "Benefit",
    "Change",
    "CitationException",
    "DailyMail",
    "District",
    "Event",
    "Fingerprint",
    "Fingerprinted",
    "FormerDistrict",
    "HeldPost",
    "ImportedSource",
    "Issuer",
    "Job",
    "JobItem",
    "Material",
    "MissedWord",
    "NotDuplicate",
    "OldSlug",
    "Picture",
    "Policy",
    "PolicyArea",
    "PolicyAudience",
    "PolicyIssuer",
    "PolicyServicePoint",
    "PolicyTopic",
    "RecordVersion",
    "Relation",
    "Responsibility",
    "Revision",
    "Round",
    "Scheduled",
    "Section",
    "SectionLabel",
    "SectionVersion",
    "SentForm",
    "ServicePoint",
    "ShownSection",
    "SignInCount",
    "SlugForm",
    "SynonymGroup",
    "Told",
    "Topic",
    "Withdrawal",
    "Writer",
]
