"""A form filled by hand, in Word or a workbook, read back into values with places and reasons."""

from zhijian.core.forms.reading.filled import FormReading, read_form
from zhijian.core.forms.reading.page import Page, open_pages
from zhijian.core.forms.reading.work import Remark

__all__ = ["FormReading", "Page", "Remark", "open_pages", "read_form"]
