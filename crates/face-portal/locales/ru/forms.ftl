# Формы: что не так с полем и что делают с вещами.
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
