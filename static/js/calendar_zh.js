// Above its days Django's date picker writes the month before the year, as in English.
'use strict';
{
  const draw = CalendarNamespace.draw;
  CalendarNamespace.draw = (month, year, id, ...rest) => {
    draw(month, year, id, ...rest);
    document.querySelector(`#${id} caption`).textContent = `${year}年${month}月`;
  };
}
