# Клиенты: список и один из них.
customers-title = Клиенты
customers-title-of = Клиенты: { $name }
customers-search = Имя начинается с
customers-state-any = Все
customers-state-active = Активные
customers-state-blocked = Заблокированные
customers-none = Клиентов пока нет
customers-none-text = Здесь появятся клиенты, созданные на сайте или через интерфейсы.
customers-not-found = Никто не найден
customers-not-found-text = Таких клиентов нет. Поиск смотрит на начало имени.
customers-all = Показать всех клиентов

customer-customers = Его клиенты
customer-identity = Кто это
customer-contact = Контакты
customer-access = Доступ
customer-money = Деньги
customer-limits = Ограничения
customer-rights = Права
customer-features = Возможности
customer-look = Вид

customer-name = Имя
customer-number = Номер
customer-company = Компания
customer-status = Состояние
customer-balance = Баланс
customer-available = Доступно
customer-credit-limit = Кредитный лимит
customer-credits = Кредиты на сообщения
customer-object-id = Идентификатор для сообщений
customer-set = Задан
customer-password-policy = Пароли
customer-billing-type = Оплата
customer-prepaid = Заранее
customer-postpaid = Потом
customer-currency = Валюта
customer-payment-method = Способ оплаты
customer-payment-minimum = Наименьший платёж
payment-method-1 = Карта
payment-method-2 = Банковский перевод
payment-method-3 = Наличные
payment-method-4 = Чек
payment-method-5 = Другой

contact-person = Имя
contact-contact = Контактное лицо
contact-address = Адрес
contact-phone = Телефон
contact-fax = Факс
contact-alternative-contact = Второе контактное лицо
contact-alternative-phone = Второй телефон
contact-email = Эл. почта
contact-cc = Копии
contact-bcc = Скрытые копии
contact-mail-from = Отправитель писем

limit-sessions = Одновременных вызовов
limit-calls-per-second = Вызовов в секунду

right-add = создавать
right-edit = изменять
right-delete = удалять

look-language = Язык
look-time-zone = Часовой пояс
look-export = Выгрузки
