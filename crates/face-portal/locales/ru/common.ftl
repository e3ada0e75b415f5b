# Общее для всего сайта.
language-name = Русский
product-name = Tollgate

format-amount = { $number }{"\u00A0"}{ $unit }
format-date = { $day } { $month } { $year }
format-moment = { $date }, { $hour }:{ $minute }
format-group = {"\u00A0"}
format-point = ,
unit-credits = кредитов

month-1 = янв.
month-2 = февр.
month-3 = мар.
month-4 = апр.
month-5 = мая
month-6 = июн.
month-7 = июл.
month-8 = авг.
month-9 = сент.
month-10 = окт.
month-11 = нояб.
month-12 = дек.

page-title = { $title } · { $brand }
skip-to-content = К содержимому
navigation = Главное меню
person-menu = Вы вошли как { $login }
sign-out = Выйти

preferences = Вид
language = Язык
theme = Оформление
theme-auto = Как в системе
theme-light = Светлое
theme-dark = Тёмное
apply = Применить

nav-overview = Обзор
nav-customers = Клиенты
nav-money = Деньги
nav-sessions = Сеансы
nav-password = Пароль

search = Найти
filter = Отбор
previous-page = Назад
first-page = В начало
next-page = Вперёд
export = Скачать список:
pages = Страницы
sorted-ascending = по возрастанию
sorted-descending = по убыванию
required = обязательно
cancel = Отмена
yes = Да
no = Нет
none = Нет
unlimited = Без ограничений
not-set = Не задано
show-as-table = Показать таблицей

status-active = Активен
status-blocked = Заблокирован

notice-password-changed = Пароль изменён. Остальные ваши сеансы завершены.
notice-signed-out = Вы вышли.
notice-session-ended = Сеанс завершён.
notice-sessions-ended = Все остальные ваши сеансы завершены.
notice-preferences = Сохранено.
notice-customer-blocked = Клиент заблокирован.
notice-customer-unblocked = Клиент разблокирован.
notice-customer-deleted = Клиент удалён.
notice-api-on = Ваши программы снова допущены.
notice-api-off = Вашим программам теперь отказано.
notice-api-password-set = Пароль API задан.
notice-acting-ended = Вы снова работаете от своего имени.
notice-acting-over = Действовать от имени этого клиента больше нельзя: вы снова работаете от своего имени.

error-not-found-title = Такой страницы нет
error-not-found-text = Возможно, она перенесена или удалена, или в адресе опечатка.
error-forbidden-title = Форма не принята
error-forbidden-text = Она отправлена из другого места, или страница была открыта слишком долго. Вернитесь, обновите страницу и попробуйте ещё раз.
error-method-title = Эта страница используется иначе
error-method-text = Откройте саму страницу и воспользуйтесь её формами.
error-too-large-title = Отправлено слишком много
error-too-large-text = Форма больше, чем принимает этот сайт.
error-unavailable-title = Попробуйте через минуту
error-unavailable-text = Сайт занят. Ничего не изменено.
error-internal-title = Что-то пошло не так
error-internal-text = Вы в этом не виноваты. Если это повторится, сообщите нам номер, указанный ниже.
error-request = Запрос { $id }
error-home = На первую страницу

# Кто-то выше читателя; кто именно, не сообщается.
your-provider = Ваш поставщик
