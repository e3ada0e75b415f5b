# Клиенты и пользователи из файлов.
nav-import = Импорт

import-title = Импорт из файла
import-lead = Строки файла CSV или XLSX станут клиентами или пользователями клиента { $owner }: все сразу или ни одна.
import-of = Что в файле
import-file = Файл
import-file-hint = CSV или XLSX (читается первый лист). В первой строке — названия столбцов, под ней не больше { $most } строк.
import-upload = Загрузить
import-no-file = Выберите файл.
import-columns-of = Какие столбцы возможны: { $what }
import-columns-text = В любом порядке и под любыми названиями: что в каком столбце, вы укажете после загрузки. Столбцы с такими названиями узнаются сами. «Да» и «нет» пишутся как yes и no, дробная часть отделяется точкой. Тариф, группа маршрутов, агент и клиент пользователя указываются номером или названием.
import-example = Файл с этими названиями:
import-needed = { $label } (обязательно)
import-user-customer = Клиент
import-user-push = Адрес для отчётов о доставке

import-file-large = Файл слишком большой: не больше { $most } МБ.
import-file-text = В файле слишком много текста.
import-file-rows = В файле слишком много строк: не больше { $most }.
import-file-columns = В файле слишком много столбцов: не больше { $most }.
import-file-cell = Строка { $row }, столбец { $column }: в ячейке слишком много текста.
import-file-empty = Под названиями столбцов нет ни одной строки.
import-file-encoding = Строка { $row }, столбец { $column }: файл не в кодировке UTF-8. Сохраните его как «CSV UTF-8» или XLSX.
import-file-quote = Строка { $row }, столбец { $column }: здесь открыта и нигде не закрыта кавычка.
import-file-after-quote = Строка { $row }, столбец { $column }: после закрывающей кавычки есть ещё что-то.
import-file-heading = Строка { $row }, столбец { $column }: над этой ячейкой нет названия столбца.
import-file-formula = Строка { $row }, столбец { $column }: у формулы в этой ячейке нет результата.
import-file-protected = Файл защищён паролем или сохранён в старом формате .xls. Сохраните его как XLSX или CSV.
import-file-damaged = Файл повреждён или это не CSV и не XLSX.
import-full = Сейчас импортируется слишком много файлов. Повторите через полчаса.
import-busy = Сейчас уже импортируется другой ваш файл. Дождитесь окончания и попробуйте снова.

import-columns-title = Что в каком столбце
import-columns-lead = То, о чём говорят названия, уже выбрано. Пока ничего не импортируется: сначала проверяется каждая строка.
import-column = Столбец { $column }
import-column-example = Например: { $cells }
import-column-empty = В первых строках пусто.
import-left-out = — Не использовать —
import-check = Проверить строки
import-other-file = Другой файл
import-missing = Ни в одном столбце нет обязательного поля «{ $label }».
import-same = Это уже есть в другом столбце.

import-rows-title = Проверка строк
import-rows-lead = Когда вы начнёте импорт, всё это появится у клиента { $owner }. Пока ничего не импортировано.
import-row = Строка
import-views = Строки
import-rows-all = { $count ->
    [one] Все: { $count } строка
    [few] Все: { $count } строки
   *[other] Все: { $count } строк
}
import-rows-wrong = { $count ->
    [one] С ошибками: { $count } строка
    [few] С ошибками: { $count } строки
   *[other] С ошибками: { $count } строк
}
import-wrong = { $count ->
    [one] Ошибки в { $count } строке. Исправьте её в файле и загрузите его снова, до тех пор ничего не импортируется.
   *[other] Ошибки в { $count } строках. Исправьте их в файле и загрузите его снова, до тех пор ничего не импортируется.
}
import-twice = То же самое стоит в строке { $row }.
import-no-customer = Такого клиента нет.
import-ambiguous = Так называются несколько, под номерами { $numbers }. Укажите номер.
import-change-columns = Изменить столбцы
import-start-customers = { $count ->
    [one] Импортировать { $count } клиента
   *[other] Импортировать { $count } клиентов
}
import-start-users = { $count ->
    [one] Импортировать { $count } пользователя
   *[other] Импортировать { $count } пользователей
}
import-refused = Ничего не импортировано: вы больше не можете здесь ничего добавлять.
import-too-many = Ничего не импортировано: слишком много строк.
import-broken = Ничего не импортировано: что-то пошло не так. Можно начать снова.

import-running-title = Идёт импорт
import-running-lead = Со страницы можно уйти и вернуться. До самого конца ничего из файла не видно; если хоть что-то будет отклонено, не останется ничего.
import-preparing = Подготовка: { $done } из { $all } строк
import-writing = Запись: { $done } из { $all } строк

import-done-title = Импорт закончен
import-done-customers = { $count ->
    [one] Импортирован { $count } клиент.
    [few] Импортировано { $count } клиента.
   *[other] Импортировано { $count } клиентов.
}
import-done-users = { $count ->
    [one] Импортирован { $count } пользователь.
    [few] Импортировано { $count } пользователя.
   *[other] Импортировано { $count } пользователей.
}
import-result-text = В файле ниже — все строки: номер строки в вашем файле, то, что из неё прочитано, и новые номера; без паролей. Он хранится полчаса.
import-result = Строки с номерами:
import-to-customers = К клиентам
import-to-users = К пользователям
import-link = Импорт
