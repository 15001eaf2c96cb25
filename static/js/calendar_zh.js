// Django's Chinese catalogue leaves the weekdays of its date picker in English.
'use strict';
CalendarNamespace.daysOfWeekInitial = ['日', '一', '二', '三', '四', '五', '六'];
