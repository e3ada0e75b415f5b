# Формы: что не так с полем и что делают с вещами.
wrong-empty = Заполните это поле.
wrong-long = { $count ->
    [one] Не больше { $count } знака.
   *[other] Не больше { $count } знаков.
}
wrong-control = Здесь есть знак, которого нет ни на одной клавиатуре.
wrong-blank = Пробелы не допускаются.
wrong-deceptive = В начале или в конце стоит пробел, или внутри есть невидимый знак.
wrong-decomposed = Буква и её значок записаны раздельно. Наберите заново.
wrong-host-name = Имя узла выглядит так: portal.example.com.
wrong-number = Это не число.
wrong-whole = Только целые числа.
wrong-precise = { $count ->
    [one] Не больше { $count } знака после запятой.
   *[other] Не больше { $count } знаков после запятой.
}
wrong-large = Число слишком велико.
wrong-most = Не больше { $most }.
wrong-negative = Число не может быть отрицательным.
wrong-choice = Выберите из списка.

edit = Изменить
delete = Удалить
create = Создать
save = Сохранить
