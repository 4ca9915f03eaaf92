/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-private.h"

static const char schema[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;"
    "CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS seller (tax_number TEXT PRIMARY KEY, name TEXT NOT NULL DEFAULT '',"
    " quota INTEGER NOT NULL DEFAULT 0, used INTEGER NOT NULL DEFAULT 0, count INTEGER NOT NULL DEFAULT 0,"
    " tax INTEGER NOT NULL DEFAULT 0, month TEXT NOT NULL DEFAULT '',"
    " asked_at INTEGER NOT NULL DEFAULT 0, seen TEXT NOT NULL DEFAULT '');"
    "CREATE TABLE IF NOT EXISTS sign (seller TEXT, extension TEXT, signed INTEGER NOT NULL DEFAULT 1,"
    " until INTEGER NOT NULL DEFAULT 0, clerk TEXT, account TEXT, kind INTEGER NOT NULL DEFAULT 1,"
    " qr_at INTEGER NOT NULL DEFAULT 0, qr_state INTEGER NOT NULL DEFAULT 2, qr_message TEXT,"
    " qr_kind TEXT NOT NULL DEFAULT '', sms_code TEXT, sms_at INTEGER NOT NULL DEFAULT 0,"
    " sms_state INTEGER NOT NULL DEFAULT 2, sms_message TEXT, verify_state INTEGER NOT NULL DEFAULT 2,"
    " verify_message TEXT, face INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (seller, extension));"
    "CREATE TABLE IF NOT EXISTS token (token TEXT PRIMARY KEY, refresh TEXT, seller TEXT NOT NULL, user TEXT,"
    " until INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS submission (id INTEGER PRIMARY KEY, serial TEXT UNIQUE, seller TEXT NOT NULL,"
    " order_number TEXT NOT NULL, red INTEGER NOT NULL DEFAULT 0, line TEXT NOT NULL, content TEXT NOT NULL,"
    " script TEXT NOT NULL, step INTEGER NOT NULL DEFAULT 0, retry TEXT NOT NULL, status INTEGER NOT NULL,"
    " cause TEXT NOT NULL, fail_cause TEXT, base INTEGER NOT NULL, due INTEGER, waiting INTEGER NOT NULL "
    "DEFAULT 0,"
    " submitted INTEGER NOT NULL, visible INTEGER NOT NULL, changed INTEGER NOT NULL, number TEXT, issued "
    "INTEGER,"
    " net INTEGER NOT NULL, tax INTEGER NOT NULL, red_form TEXT, blue_number TEXT, retries INTEGER NOT NULL "
    "DEFAULT 0,"
    " void_reason TEXT, voided INTEGER, UNIQUE (seller, order_number));"
    "CREATE INDEX IF NOT EXISTS submission_order ON submission (order_number);"
    "CREATE INDEX IF NOT EXISTS submission_form ON submission (red_form) WHERE red_form IS NOT NULL;"
    "CREATE INDEX IF NOT EXISTS submission_number ON submission (number) WHERE number IS NOT NULL;"
    "CREATE INDEX IF NOT EXISTS submission_due ON submission (due) WHERE due IS NOT NULL;"
    "CREATE TABLE IF NOT EXISTS legal (id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, seller TEXT NOT "
    "NULL,"
    " order_number TEXT NOT NULL, serial TEXT NOT NULL, red INTEGER NOT NULL, blue_number TEXT, net INTEGER "
    "NOT NULL,"
    " tax INTEGER NOT NULL, at INTEGER NOT NULL, voided INTEGER NOT NULL DEFAULT 0,"
    " used INTEGER NOT NULL DEFAULT 0, UNIQUE (seller, order_number));"
    "CREATE TABLE IF NOT EXISTS rule (id INTEGER PRIMARY KEY, order_number TEXT, count INTEGER NOT NULL,"
    " script TEXT NOT NULL, cause TEXT NOT NULL, retry TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS form (id INTEGER PRIMARY KEY, uuid TEXT UNIQUE, number TEXT UNIQUE, bill_id "
    "TEXT,"
    " status TEXT NOT NULL, message TEXT, made_by TEXT NOT NULL, seller TEXT NOT NULL, seller_name TEXT,"
    " buyer TEXT, buyer_name TEXT, blue_number TEXT, line TEXT, reason TEXT, net INTEGER NOT NULL,"
    " tax INTEGER NOT NULL, made INTEGER NOT NULL, confirmed INTEGER, request_status TEXT, due INTEGER,"
    " next_status TEXT, order_number TEXT, serial TEXT, known_to TEXT NOT NULL, content TEXT NOT NULL);"
    "CREATE INDEX IF NOT EXISTS form_due ON form (due) WHERE due IS NOT NULL;"
    "CREATE TABLE IF NOT EXISTS known (number TEXT PRIMARY KEY, code TEXT, date TEXT, gross INTEGER, net "
    "INTEGER,"
    " check_code TEXT, state TEXT);"
    "CREATE TABLE IF NOT EXISTS callback (id INTEGER PRIMARY KEY, url TEXT NOT NULL, body TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS used (what TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL);"
    "CREATE INDEX IF NOT EXISTS used_at ON used (what, key, at);";

/* Every setting with its default. Numbers of milliseconds unless said otherwise. */
static const struct
{
  const char *name;
  const char *value;
} nuonuo_settings[] = {
  { "app_key", "APPKEY" },          /* of the one application that may call */
  { "app_secret", "SECRET" },       /* */
  { "app_type", "self" },           /* self: client_credentials; isv: authorization_code and refresh_token */
  { "permanent_token", "" },        /* a token that never ends; none when empty */
  { "auth_code", "CODE" },          /* what the authorize page would give to an ISV */
  { "token_life", "86400000" },     /* of a token */
  { "token_limit", "50" },          /* token calls in token_window; then 070306 */
  { "token_window", "2592000000" }, /* 30 days */
  { "signature_error", "070601" },  /* or 070101: what a bad signature is answered with */
  { "any_seller", "1" },            /* a seller nobody told of is made when it first calls; 0: E9301 */
  { "seller_desk", "0" },           /* 1: salerTel and salerAddress may be left out */
  { "forbidden", "" },              /* calls answered with E9338, comma separated */
  { "latency", "0" },               /* before every reply but the control's */
  { "grace", "0" },                 /* how long after submit a query says E9500 */
  { "script", "20, 21@1000, 2@2000" }, /* of an order that no rule names */
  { "retry", "20, 21@1000, 2@2000" },  /* after reInvoice, when no rule says */
  { "void_after", "2000" },            /* from 31 to 3 */
  { "signed_out", "fail" }, /* an order while signed out: fail (22), wait (20 till sign-in), refuse (E9999) */
  { "session_life", "0" },  /* of a sign-in; 0: until signed out */
  { "scan_by_itself", "0" },        /* how long after a QR code was fetched it is scanned; 0: by control */
  { "qr_life", "300000" },          /* of a QR code */
  { "qr_after", "1000" },           /* a QR code, SMS or refresh is "doing" so long */
  { "qr_a_day", "20" },             /* refreshes of QR codes and SMS in a day, each account */
  { "qr_apart", "60000" },          /* and between two */
  { "refresh_a_day", "20" },        /* refreshes of certification and of quota in a day */
  { "refresh_apart", "30000" },     /* and between two */
  { "retry_a_day", "20" },          /* reInvoice of one serial */
  { "form_after", "1000" },         /* a red form is 15 (being applied for) so long */
  { "form_life", "259200000" },     /* 72 hours to confirm */
  { "form_needs_both", "0" },       /* 1: as if every blue invoice were used: the other side must confirm */
  { "red_script", "20, 2@1000" },   /* of the red invoice of a form that may be issued */
  { "red_by_itself", "1" },         /* 0: only fastInvoiceRed makes the red invoice */
  { "red_success", "0000" },        /* the code of a good queryInvoiceRedConfirm */
  { "page_default", "10" },         /* of red forms, when no pageSize is given */
  { "file_after", "0" },            /* from status 2 till the files are there */
  { "xml", "1" },                   /* 0: no xmlUrl */
  { "ofd", "1" },                   /* 0: no ofdUrl */
  { "flip", "" },                   /* strings or numbers: as the faults, for every answer */
  { "verify_app_id", "APPID" },     /* verification: of the one application */
  { "verify_secret", "APPSECRET" }, /* */
  { "verify_a_day", "5" },          /* checks of one invoice in a day; then 203 */
  { "verify_balance", "-1" },       /* paid calls left; 0: 603; -1: without end */
  { "clock_offset", "0" },          /* of the double's clock to the one outside */
  { "clock_frozen", "" },           /* the time it stands at; goes when empty */
};

static void
finalize (gpointer statement)
{
  sqlite3_finalize (statement);
}

gboolean
nuonuo_store_open (NuonuoDouble *self, const char *path, GError **error)
{
  char *message = NULL;

  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize);
  self->loose = g_ptr_array_new_with_free_func (finalize);
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (sqlite3_open (path != NULL ? path : ":memory:", &self->database) != SQLITE_OK)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, sqlite3_errmsg (self->database));
      return FALSE;
    }
  sqlite3_busy_timeout (self->database, 5000);
  if (sqlite3_exec (self->database, schema, NULL, NULL, &message) != SQLITE_OK)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path != NULL ? path : "memory", message);
      sqlite3_free (message);
      return FALSE;
    }

  g_autoptr (sqlite3_stmt) rows = nuonuo_sql (self, "SELECT name, value FROM setting", "");

  while (nuonuo_row (rows))
    g_hash_table_insert (self->settings, g_strdup (nuonuo_column (rows, 0)),
                         g_strdup (nuonuo_column (rows, 1)));
  return TRUE;
}

/* Finalizes the statements that were in use twice at a time. */
void
nuonuo_store_rest (NuonuoDouble *self)
{
  g_ptr_array_set_size (self->loose, 0);
}

void
nuonuo_store_close (NuonuoDouble *self)
{
  g_clear_pointer (&self->loose, g_ptr_array_unref);
  g_clear_pointer (&self->statements, g_hash_table_unref);
  g_clear_pointer (&self->settings, g_hash_table_unref);
  sqlite3_close (self->database);
}

void
nuonuo_store_reset (NuonuoDouble *self)
{
  static const char *const tables[] = { "setting", "seller", "sign",  "token",    "submission", "legal",
                                        "rule",    "form",   "known", "callback", "used" };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *text = g_strconcat ("DELETE FROM ", tables[i], NULL);

      nuonuo_run (self, text, "");
    }
  g_hash_table_remove_all (self->settings);
}

static sqlite3_stmt *
prepare (NuonuoDouble *self, const char *text, const char *kinds, va_list values)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, text);
  gboolean known = statement != NULL;

  if (!known || sqlite3_stmt_busy (statement))
    {
      if (sqlite3_prepare_v2 (self->database, text, -1, &statement, NULL) != SQLITE_OK)
        g_error ("%s: %s", sqlite3_errmsg (self->database), text);
      if (known)
        g_ptr_array_add (self->loose, statement);
      else
        g_hash_table_insert (self->statements, g_strdup (text), statement);
    }
  for (int index = 1; *kinds != '\0'; kinds++, index++)
    {
      if (*kinds == 'i')
        sqlite3_bind_int64 (statement, index, va_arg (values, gint64));
      else
        sqlite3_bind_text (statement, index, va_arg (values, const char *), -1, SQLITE_TRANSIENT);
    }
  return statement;
}

/* A statement with its values bound, by @kinds: 't' text (NULL too), 'i' gint64. */
sqlite3_stmt *
nuonuo_sql (NuonuoDouble *self, const char *text, const char *kinds, ...)
{
  va_list values;

  va_start (values, kinds);
  sqlite3_stmt *statement = prepare (self, text, kinds, values);
  va_end (values);
  return statement;
}

/* Whether there is another row. A double whose own book cannot be read is of no use to any test. */
gboolean
nuonuo_row (sqlite3_stmt *statement)
{
  int state = sqlite3_step (statement);

  if (state != SQLITE_ROW && state != SQLITE_DONE)
    g_error ("%s: %s", sqlite3_errmsg (sqlite3_db_handle (statement)), sqlite3_sql (statement));
  return state == SQLITE_ROW;
}

void
nuonuo_run (NuonuoDouble *self, const char *text, const char *kinds, ...)
{
  va_list values;

  va_start (values, kinds);
  g_autoptr (sqlite3_stmt) statement = prepare (self, text, kinds, values);
  va_end (values);
  nuonuo_row (statement);
}

gint64
nuonuo_integer (NuonuoDouble *self, gint64 otherwise, const char *text, const char *kinds, ...)
{
  va_list values;

  va_start (values, kinds);
  g_autoptr (sqlite3_stmt) statement = prepare (self, text, kinds, values);
  va_end (values);
  if (!nuonuo_row (statement) || sqlite3_column_type (statement, 0) == SQLITE_NULL)
    return otherwise;
  return sqlite3_column_int64 (statement, 0);
}

/* The first column of the first row; NULL when there is none. */
char *
nuonuo_text (NuonuoDouble *self, const char *text, const char *kinds, ...)
{
  va_list values;

  va_start (values, kinds);
  g_autoptr (sqlite3_stmt) statement = prepare (self, text, kinds, values);
  va_end (values);
  return nuonuo_row (statement) ? g_strdup ((const char *) sqlite3_column_text (statement, 0)) : NULL;
}

/* Never NULL. */
const char *
nuonuo_column (sqlite3_stmt *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL ? text : "";
}

gint64
nuonuo_column_integer (sqlite3_stmt *statement, int column)
{
  return sqlite3_column_int64 (statement, column);
}

static const char *
find_default (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (nuonuo_settings); i++)
    if (g_str_equal (nuonuo_settings[i].name, name))
      return nuonuo_settings[i].value;
  return NULL;
}

char *
nuonuo_setting (NuonuoDouble *self, const char *name)
{
  const char *value = g_hash_table_lookup (self->settings, name);

  if (value == NULL)
    value = find_default (name);
  g_assert (value != NULL);
  return g_strdup (value);
}

gint64
nuonuo_setting_integer (NuonuoDouble *self, const char *name)
{
  g_autofree char *value = nuonuo_setting (self, name);

  return g_ascii_strtoll (value, NULL, 10);
}

gboolean
nuonuo_set_setting (NuonuoDouble *self, const char *name, const char *value)
{
  if (find_default (name) == NULL)
    return FALSE;
  nuonuo_run (self, "INSERT OR REPLACE INTO setting VALUES (?, ?)", "tt", name, value);
  g_hash_table_insert (self->settings, g_strdup (name), g_strdup (value));
  return TRUE;
}

/* The secrets are left out. */
void
nuonuo_settings_write (NuonuoDouble *self, JsonObject *object)
{
  for (guint i = 0; i < G_N_ELEMENTS (nuonuo_settings); i++)
    {
      g_autofree char *value = nuonuo_setting (self, nuonuo_settings[i].name);

      if (strstr (nuonuo_settings[i].name, "secret") == NULL)
        json_object_set_string_member (object, nuonuo_settings[i].name, value);
    }
}

/* Days are China's. */
static gint64
day_start (gint64 now)
{
  gint64 local = now + 8 * NUONUO_HOUR;

  return local - local % NUONUO_DAY - 8 * NUONUO_HOUR;
}

gint64
nuonuo_limit_used (NuonuoDouble *self, const char *what, const char *key, gint64 now)
{
  return nuonuo_integer (self, 0, "SELECT count(*) FROM used WHERE what = ? AND key = ? AND at >= ?", "tti",
                         what, key, day_start (now));
}

/* Whether one more is allowed: @a_day in a day, and @apart since the last; then it is counted. */
gboolean
nuonuo_limit (NuonuoDouble *self, const char *what, const char *key, gint64 a_day, gint64 apart, gint64 now)
{
  gint64 last = nuonuo_integer (self, G_MININT64, "SELECT max(at) FROM used WHERE what = ? AND key = ?", "tt",
                                what, key);

  if (last != G_MININT64 && now - last < apart)
    return FALSE;
  if (nuonuo_limit_used (self, what, key, now) >= a_day)
    return FALSE;
  nuonuo_run (self, "INSERT INTO used VALUES (?, ?, ?)", "tti", what, key, now);
  return TRUE;
}
