# Клиенты: список и один из них.
customers-title = Клиенты
customers-title-of = Клиенты: { $name }
customers-search = Начинается с
customers-search-hint = Имя, компания, контакт, e-mail, логин, телефон, имя хоста
customers-below = Клиенты ниже
customers-below-some = Есть
customers-below-none = Нет
customers-balance-low = Низкий
customers-none = Клиентов пока нет
customers-none-text = Здесь появятся клиенты, созданные на сайте или через интерфейсы.
customers-not-found = Никто не найден
customers-not-found-text = Таких клиентов нет. Поиск смотрит на начало имени, компании, контактного лица, e-mail, логина, телефона и имени хоста.
customers-all = Показать всех клиентов
customers-views = Вид
customers-as-table = Таблица
customers-as-tree = Дерево
customers-more = Показать ещё
customers-first = С начала
customers-count = { $count ->
    [one] { $count } клиент
    [few] { $count } клиента
   *[other] { $count } клиентов
}
customers-count-more = более { $count } клиентов

customer-customers = Его клиенты
customer-related = Об этом клиенте
customer-back = Назад к клиенту
customer-sign-in-as = Войти от его имени
customer-block = Заблокировать
customer-unblock = Разблокировать
customer-delete = Удалить
customer-block-title = Заблокировать: { $name }
customer-block-text = Никто из них не сможет войти, позвонить или отправить сообщение, а их программам будет отказано. Ничего не пропадёт: после разблокировки всё снова заработает.
customer-unblock-title = Разблокировать: { $name }
customer-unblock-text = Те, кому доступ возвращается, снова смогут входить, звонить и отправлять сообщения, а их программы — получать ответы.
customer-unblock-above = Кто-то выше этого клиента тоже заблокирован: пока его не разблокируют, никто из них не получит доступа.
customer-delete-title = Удалить: { $name }
customer-delete-text = Клиент будет удалён навсегда вместе со всем перечисленным, а остатки на балансах — списаны. Проводки и журнал сохранятся.
customer-delete-refused = Этого клиента нельзя удалить
customer-delete-customers = Сначала удалите его клиентов.
customer-delete-accounts = Сначала удалите его учётные записи.
customer-delete-commission = Другой клиент или учётная запись платит ему комиссию. Сначала отмените её.
impact-touches = Что это затронет
impact-returns = Что вернётся
impact-stays = Что останется заблокированным само по себе
impact-customers = Клиенты ниже, на всех уровнях
impact-accounts = Учётные записи
impact-open-balances = Ненулевые балансы
impact-web-users = Логины на этом сайте
impact-tariffs = Тарифы
impact-service-plans = Планы услуг
impact-routing-groups = Группы маршрутов

acting-banner = Вы вошли от имени клиента { $name }. Ваши действия записываются с вашим именем.
acting-end = Вернуться: { $name }
acting-title = Войти от имени клиента { $name }
acting-blocked = Этот клиент заблокирован
acting-blocked-text = Нельзя войти от имени заблокированного клиента или того, кто стоит ниже заблокированного.
acting-who = { $who } от имени: { $customer }
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
