"""replylint checks the draft of a reply before it is sent.

A draft goes in with what is known about it; a report comes out: a verdict, findings with exact places, reasons,
sources and advice, and the policy under which they were made. Everything happens in this process: no network, no clock.

It is a screening aid: the verdict ``pass`` means that these rules found nothing, never that a reply complies with
the law.

>>> import replylint
>>> report = replylint.lint("Thanks for your recent visit!")
>>> report.verdict
'block'
>>> [finding.rule for finding in report.findings if finding.level == "block"]
['phi/visit']

Offsets are str indices unless asked for otherwise: ``draft[finding.start:finding.end]`` is what was found.

Linters may be shared between threads, pickled, and used in forked children. Subinterpreters are not supported; where
Python can tell, importing the package in one raises ImportError.
"""

from replylint import _core
from replylint._audit import audit
from replylint._core import (
    Audit,
    Brand,
    Checked,
    Edit,
    Escalation,
    Finding,
    Fix,
    Guide,
    History,
    Linter,
    Overridden,
    Pack,
    PackId,
    Policy,
    Related,
    Report,
    ReportBatches,
    ReportSchema,
    ReportTable,
    Scores,
    Skipped,
    Sources,
    Span,
    Unchecked,
    default_linter,
    lint,
    lint_batches,
    lint_many,
    lint_table,
    report_schema,
)
from replylint._errors import HistoryError, PackError, RecordError, RowError
from replylint._types import (
    ApplicabilityName,
    Approval,
    CategoryName,
    ChannelName,
    ConsentName,
    Context,
    Fields,
    FormatName,
    HistoryStats,
    LevelName,
    LimitName,
    Message,
    OffsetsName,
    PlaceName,
    PracticeName,
    ProfileName,
    Record,
    RegimeName,
    Reuse,
    RoleName,
    SentenceUse,
    SkippedName,
    SpeakerName,
    TemplateUse,
    UncheckedName,
    VerdictName,
)

__version__ = _core.__version__

__all__ = [
    "ApplicabilityName",
    "Approval",
    "Audit",
    "Brand",
    "CategoryName",
    "ChannelName",
    "Checked",
    "ConsentName",
    "Context",
    "Edit",
    "Escalation",
    "Fields",
    "Finding",
    "Fix",
    "FormatName",
    "Guide",
    "History",
    "HistoryError",
    "HistoryStats",
    "LevelName",
    "LimitName",
    "Linter",
    "Message",
    "OffsetsName",
    "Overridden",
    "Pack",
    "PackError",
    "PackId",
    "PlaceName",
    "Policy",
    "PracticeName",
    "ProfileName",
    "Record",
    "RecordError",
    "RegimeName",
    "Related",
    "Report",
    "ReportBatches",
    "ReportSchema",
    "ReportTable",
    "Reuse",
    "RoleName",
    "RowError",
    "Scores",
    "SentenceUse",
    "Skipped",
    "SkippedName",
    "Sources",
    "Span",
    "SpeakerName",
    "TemplateUse",
    "Unchecked",
    "UncheckedName",
    "VerdictName",
    "__version__",
    "audit",
    "default_linter",
    "lint",
    "lint_batches",
    "lint_many",
    "lint_table",
    "report_schema",
]
