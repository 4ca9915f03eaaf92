/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-red.h"
#include "doubles/nuonuo-double-session.h"

/* What a control call needs. A handler writes into @answer and returns TRUE, or returns FALSE with @error. */
typedef struct
{
  NuonuoDouble *self;
  gboolean post;
  JsonObject *request;
  GHashTable *query; /* (nullable) */
  JsonObject *answer;
  GError *error; /* (owned) */
} Control;

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (Control *control, const char *format, ...)
{
  va_list values;

  va_start (values, format);
  control->error = g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, format, values);
  va_end (values);
  return FALSE;
}

static const char *
query_text (Control *control, const char *name)
{
  const char *value = control->query != NULL ? g_hash_table_lookup (control->query, name) : NULL;

  return value != NULL ? value : "";
}

static void
set_number (NuonuoDouble *self, const char *name, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  nuonuo_set_setting (self, name, text);
}

static gboolean
control_clock (Control *control)
{
  NuonuoDouble *self = control->self;
  gint64 outside = self->now (self->now_data) / 1000;
  gint64 now = nuonuo_now (self);
  g_autofree char *frozen = nuonuo_setting (self, "clock_frozen");
  gboolean freeze = *frozen != '\0';

  if (control->post)
    {
      JsonNode *node = json_object_get_member (control->request, "frozen");

      if (node != NULL && json_node_get_value_type (node) != G_TYPE_BOOLEAN)
        return refuse (control, "frozen is true or false");
      freeze = node != NULL ? json_node_get_boolean (node) : freeze;
      now = nuonuo_param_integer (control->request, "set", now);
      now += nuonuo_param_integer (control->request, "advance", 0);
      if (now < 0 || now > NUONUO_END)
        return refuse (control, "that time is before 1970 or after 2100");
      set_number (self, "clock_offset", now - outside);
      nuonuo_set_setting (self, "clock_frozen", "");
      if (freeze)
        set_number (self, "clock_frozen", now);
    }
  json_object_set_int_member (control->answer, "now", now);
  json_object_set_int_member (control->answer, "offset", nuonuo_setting_integer (self, "clock_offset"));
  json_object_set_boolean_member (control->answer, "frozen", freeze);
  return TRUE;
}

static gboolean
control_settings (Control *control)
{
  g_autoptr (GList) names = json_object_get_members (control->request);

  for (GList *at = names; at != NULL; at = at->next)
    {
      JsonNode *node = json_object_get_member (control->request, at->data);
      g_autofree char *value = NULL;

      if (!JSON_NODE_HOLDS_VALUE (node) || (json_node_get_value_type (node) != G_TYPE_STRING &&
                                            json_node_get_value_type (node) != G_TYPE_INT64))
        return refuse (control, "%s: a string or an integer is needed", (char *) at->data);
      value = json_node_get_value_type (node) == G_TYPE_STRING
                  ? g_strdup (json_node_get_string (node))
                  : g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
      if (strstr (at->data, "script") != NULL && !nuonuo_script_is_valid (value))
        return refuse (control, "%s is no script", value);
      if (!nuonuo_set_setting (control->self, at->data, value))
        return refuse (control, "no such setting: %s", (char *) at->data);
    }
  if (!control->post)
    nuonuo_settings_write (control->self, control->answer);
  return TRUE;
}

static gboolean
control_seller (Control *control)
{
  const char *number = nuonuo_param (control->request, "taxNumber");

  if (!nuonuo_is_tax_number (number))
    return refuse (control, "taxNumber is no tax number");
  nuonuo_run (control->self, "INSERT OR IGNORE INTO seller (tax_number) VALUES (?)", "t", number);
  nuonuo_run (control->self, "UPDATE seller SET name = ?, quota = ? WHERE tax_number = ?", "tit",
              nuonuo_param (control->request, "name"), nuonuo_param_integer (control->request, "quota", 0),
              number);
  return TRUE;
}

static gboolean
control_script (Control *control)
{
  JsonObject *request = control->request;
  const char *script = nuonuo_param (request, "script");
  const char *retry = nuonuo_param (request, "retry");

  if (json_object_has_member (request, "clear"))
    {
      nuonuo_run (control->self, "DELETE FROM rule", "");
      return TRUE;
    }
  if (!nuonuo_script_is_valid (script) || (*retry != '\0' && !nuonuo_script_is_valid (retry)))
    return refuse (control, "script and retry are steps such as 20, 21@1000, 2@2000");
  nuonuo_script_add (control->self,
                     nuonuo_has (request, "orderNo") ? nuonuo_param (request, "orderNo") : NULL,
                     nuonuo_param_integer (request, "count", 1), script, nuonuo_param (request, "failCause"),
                     retry);
  return TRUE;
}

static gboolean
control_fault (Control *control)
{
  gint64 id = 0;

  if (!control->post)
    nuonuo_fault_list (control->self, control->answer);
  else if (json_object_has_member (control->request, "clear"))
    g_queue_clear_full (&control->self->faults, (GDestroyNotify) nuonuo_fault_free);
  else if (!nuonuo_fault_add (control->self, control->request, &id, &control->error))
    return FALSE;
  if (id > 0)
    json_object_set_int_member (control->answer, "id", id);
  return TRUE;
}

static gboolean
control_sign (Control *control)
{
  static const char *const texts[] = { "clerk", "account" };
  NuonuoDouble *self = control->self;
  JsonObject *request = control->request;
  const char *seller = nuonuo_param (request, "seller");
  const char *extension = nuonuo_param (request, "extension");
  JsonNode *in = json_object_get_member (request, "in");
  JsonNode *face = json_object_get_member (request, "face");

  if ((in != NULL && json_node_get_value_type (in) != G_TYPE_BOOLEAN) ||
      (face != NULL && json_node_get_value_type (face) != G_TYPE_BOOLEAN))
    return refuse (control, "in and face are true or false");
  if (*seller != '\0')
    nuonuo_know_seller (self, seller);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (json_object_has_member (request, texts[i]))
      nuonuo_session_set (self, seller, extension, texts[i], nuonuo_param (request, texts[i]));
  if (face != NULL)
    nuonuo_session_set (self, seller, extension, "face", json_node_get_boolean (face) ? "1" : "2");
  if (in != NULL)
    nuonuo_session_sign (self, seller, extension, json_node_get_boolean (in), nuonuo_now (self));
  return TRUE;
}

/* Whoever was last shown a QR code or sent an SMS, of those that fit. */
static gboolean
find_drawer (Control *control,
             const char *seller,
             const char *extension,
             char **found,
             char **found_extension)
{
  g_autoptr (sqlite3_stmt) row = nuonuo_sql (
      control->self,
      "SELECT seller, extension FROM sign WHERE max(qr_at, sms_at) > 0 AND (? = '' OR seller = ?) AND "
      "(? = '' OR extension = ?) ORDER BY max(qr_at, sms_at) DESC LIMIT 1",
      "tttt", seller, seller, extension, extension);

  if (!nuonuo_row (row))
    return refuse (control, "no QR code is shown and no SMS was sent");
  *found = g_strdup (nuonuo_column (row, 0));
  *found_extension = g_strdup (nuonuo_column (row, 1));
  return TRUE;
}

static gboolean
control_scan (Control *control)
{
  JsonObject *request = control->request;
  gboolean good = nuonuo_param_boolean (request, "ok", TRUE);
  g_autofree char *seller = NULL;
  g_autofree char *extension = NULL;

  if (!find_drawer (control, nuonuo_param (request, "seller"), nuonuo_param (request, "extension"), &seller,
                    &extension))
    return FALSE;
  if (!nuonuo_session_scan (control->self, seller, extension, good, nuonuo_param (request, "message"),
                            nuonuo_now (control->self)))
    return refuse (control, "no QR code is shown");
  return TRUE;
}

static gboolean
control_sms (Control *control)
{
  g_autofree char *seller = NULL;
  g_autofree char *extension = NULL;
  g_autofree char *code = NULL;

  if (!find_drawer (control, query_text (control, "seller"), query_text (control, "extension"), &seller,
                    &extension))
    return FALSE;
  code = nuonuo_text (control->self, "SELECT sms_code FROM sign WHERE seller = ? AND extension = ?", "tt",
                      seller, extension);
  if (code == NULL)
    return refuse (control, "no SMS was sent");
  nuonuo_put (control->answer, "code", code);
  return TRUE;
}

static gboolean
control_quota (Control *control)
{
  g_autofree char *month = nuonuo_time_text (nuonuo_now (control->self), "%Y-%m");
  const char *seller = nuonuo_param (control->request, "seller");

  if (*seller != '\0')
    nuonuo_know_seller (control->self, seller);
  nuonuo_run (control->self,
              "UPDATE seller SET quota = ?, used = CASE WHEN ? < 0 THEN used ELSE ? END, month = ? "
              "WHERE ? = '' OR tax_number = ?",
              "iiittt", nuonuo_param_integer (control->request, "total", 0),
              nuonuo_param_integer (control->request, "used", -1),
              nuonuo_param_integer (control->request, "used", -1), month, seller, seller);
  return TRUE;
}

static gboolean
control_legal (Control *control)
{
  g_autoptr (GPtrArray) book = nuonuo_double_get_legal (control->self);
  const char *seller = query_text (control, "seller");
  const char *order = query_text (control, "orderNo");
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < book->len; i++)
    {
      const NuonuoLegal *legal = g_ptr_array_index (book, i);
      JsonObject *row;

      if ((*seller != '\0' && !g_str_equal (seller, legal->seller)) ||
          (*order != '\0' && !g_str_equal (order, legal->order_number)))
        continue;
      row = json_object_new ();
      nuonuo_put (row, "number", legal->number);
      nuonuo_put (row, "orderNo", legal->order_number);
      nuonuo_put (row, "serial", legal->serial);
      nuonuo_put (row, "seller", legal->seller);
      nuonuo_put (row, "kind", legal->red ? "red" : "blue");
      nuonuo_put (row, "blueNumber", legal->blue_number);
      json_object_set_int_member (row, "net", legal->net);
      json_object_set_int_member (row, "tax", legal->tax);
      json_object_set_int_member (row, "gross", legal->gross);
      json_object_set_int_member (row, "at", legal->at);
      json_object_set_boolean_member (row, "voided", legal->voided);
      json_array_add_object_element (array, row);
    }
  json_object_set_int_member (control->answer, "count", json_array_get_length (array));
  json_object_set_array_member (control->answer, "invoices", array);
  return TRUE;
}

static gboolean
control_orders (Control *control)
{
  g_autoptr (sqlite3_stmt) rows =
      nuonuo_sql (control->self,
                  "SELECT serial, order_number, seller, status, fail_cause, number, retries "
                  "FROM submission ORDER BY id",
                  "");
  JsonArray *array = json_array_new ();

  while (nuonuo_row (rows))
    {
      JsonObject *row = json_object_new ();

      nuonuo_put (row, "serial", nuonuo_column (rows, 0));
      nuonuo_put (row, "orderNo", nuonuo_column (rows, 1));
      nuonuo_put (row, "seller", nuonuo_column (rows, 2));
      json_object_set_int_member (row, "status", nuonuo_column_integer (rows, 3));
      nuonuo_put (row, "failCause", nuonuo_column (rows, 4));
      nuonuo_put (row, "number", nuonuo_column (rows, 5));
      json_object_set_int_member (row, "retries", nuonuo_column_integer (rows, 6));
      json_array_add_object_element (array, row);
    }
  json_object_set_array_member (control->answer, "orders", array);
  return TRUE;
}

static gboolean
control_forms (Control *control)
{
  const char *blue = query_text (control, "blueNumber");
  g_autoptr (sqlite3_stmt) rows =
      nuonuo_sql (control->self,
                  "SELECT uuid, number, bill_id, status, made_by, blue_number, net, tax"
                  " FROM form WHERE ? IN ('', blue_number) ORDER BY id",
                  "t", blue);
  static const char *const names[] = { "uuid", "number", "billId", "status", "by", "blueNumber" };
  JsonArray *array = json_array_new ();

  while (nuonuo_row (rows))
    {
      JsonObject *row = json_object_new ();

      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        nuonuo_put (row, names[i], nuonuo_column (rows, (int) i));
      json_object_set_int_member (row, "net", nuonuo_column_integer (rows, 6));
      json_object_set_int_member (row, "tax", nuonuo_column_integer (rows, 7));
      json_array_add_object_element (array, row);
    }
  json_object_set_array_member (control->answer, "forms", array);
  return TRUE;
}

static JsonObject *
write_counts (GHashTable *counts)
{
  JsonObject *object = json_object_new ();
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (counts), (GCompareFunc) g_strcmp0);

  for (GList *at = names; at != NULL; at = at->next)
    json_object_set_int_member (object, at->data,
                                (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (counts, at->data)));
  return object;
}

static gboolean
control_counters (Control *control)
{
  json_object_set_object_member (control->answer, "calls", write_counts (control->self->calls));
  json_object_set_object_member (control->answer, "refused", write_counts (control->self->refused));
  return TRUE;
}

static gboolean
control_log (Control *control)
{
  nuonuo_double_write_log (control->self, g_ascii_strtoll (query_text (control, "since"), NULL, 10),
                           control->answer);
  return TRUE;
}

static gboolean
control_callbacks (Control *control)
{
  JsonArray *array = json_array_new ();
  g_autoptr (sqlite3_stmt) rows =
      nuonuo_sql (control->self, "SELECT url, body FROM callback ORDER BY id", "");

  while (!control->post && nuonuo_row (rows))
    {
      JsonObject *row = json_object_new ();

      nuonuo_put (row, "url", nuonuo_column (rows, 0));
      nuonuo_put (row, "body", nuonuo_column (rows, 1));
      json_array_add_object_element (array, row);
    }
  json_object_set_array_member (control->answer, "callbacks", array);
  if (control->post)
    nuonuo_run (control->self, "DELETE FROM callback", "");
  return TRUE;
}

static gboolean
control_reset (Control *control)
{
  nuonuo_store_reset (control->self);
  nuonuo_double_forget (control->self);
  return TRUE;
}

/* The forms of reversal. */
static gboolean
control_red (Control *control)
{
  return nuonuo_red_control (control->self, "red", control->request, control->answer, &control->error);
}

static gboolean
control_blue (Control *control)
{
  return nuonuo_red_control (control->self, "blue", control->request, control->answer, &control->error);
}

static gboolean
control_inbound (Control *control)
{
  return nuonuo_red_control (control->self, "inbound", control->request, control->answer, &control->error);
}

static gboolean
control_known (Control *control)
{
  JsonObject *request = control->request;
  gint64 at;

  if (!nuonuo_has (request, "number") || strlen (nuonuo_param (request, "date")) != 8 ||
      !nuonuo_day_read (nuonuo_param (request, "date"), &at))
    return refuse (control, "number and date (yyyyMMdd) are needed");
  nuonuo_run (control->self, "INSERT OR REPLACE INTO known VALUES (?, ?, ?, ?, ?, ?, ?)", "tttiitt",
              nuonuo_param (request, "number"), nuonuo_param (request, "code"),
              nuonuo_param (request, "date"), nuonuo_param_integer (request, "gross", 0),
              nuonuo_param_integer (request, "net", 0), nuonuo_param (request, "check"),
              nuonuo_has (request, "state") ? nuonuo_param (request, "state") : "0");
  return TRUE;
}

enum
{
  GET = 1,
  POST = 2,
};

static const struct
{
  const char *what;
  guint methods;
  gboolean (*serve) (Control *control);
} controls[] = {
  { "clock", GET | POST, control_clock },
  { "settings", GET | POST, control_settings },
  { "seller", POST, control_seller },
  { "script", POST, control_script },
  { "fault", GET | POST, control_fault },
  { "sign", POST, control_sign },
  { "scan", POST, control_scan },
  { "sms", GET, control_sms },
  { "quota", POST, control_quota },
  { "red", POST, control_red },
  { "blue", POST, control_blue },
  { "inbound", POST, control_inbound },
  { "known", POST, control_known },
  { "legal", GET, control_legal },
  { "orders", GET, control_orders },
  { "forms", GET, control_forms },
  { "counters", GET, control_counters },
  { "log", GET, control_log },
  { "callbacks", GET | POST, control_callbacks },
  { "reset", POST, control_reset },
};

static gboolean
serve (Control *control, const char *what)
{
  guint method = control->post ? POST : GET;

  if (control->request == NULL)
    return refuse (control, "the body is no JSON object");
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    if (g_str_equal (controls[i].what, what) && (controls[i].methods & method) != 0)
      return controls[i].serve (control);
  return refuse (control, "no such control: %s %s", control->post ? "POST" : "GET", what);
}

NuonuoReply *
nuonuo_control (NuonuoDouble *self, const char *method, const char *what, const char *query, GBytes *body)
{
  Control control = { .self = self, .post = g_str_equal (method, "POST") };
  gsize length = 0;
  const char *data = body != NULL ? g_bytes_get_data (body, &length) : NULL;
  g_autoptr (JsonNode) holder = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GHashTable) parameters =
      query != NULL ? g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL) : NULL;
  g_autofree char *text = NULL;
  gboolean good;

  control.request = nuonuo_json_read (length > 0 ? data : "{}", length > 0 ? (gssize) length : -1, &holder);
  control.query = parameters;
  control.answer = json_object_new ();
  node = nuonuo_node (control.answer);
  json_object_set_boolean_member (control.answer, "ok", TRUE);
  good = serve (&control, what);
  if (!good)
    {
      json_object_remove_member (control.answer, "ok");
      nuonuo_put (control.answer, "error", control.error->message);
      g_clear_error (&control.error);
    }
  text = nuonuo_json_text (node);
  return nuonuo_reply_new (good ? 200 : 400, "application/json;charset=UTF-8", text, -1);
}

/**
 * nuonuo_double_control:
 * @what: the last word of the path, with a query perhaps
 * @json: (nullable): the body of a POST; a GET when NULL
 *
 * The control API for who has the double in process.
 *
 * Returns: (transfer full): the answer, JSON
 */
char *
nuonuo_double_control (NuonuoDouble *self, const char *what, const char *json)
{
  g_auto (GStrv) parts = g_strsplit (what, "?", 2);
  g_autofree char *path = g_strconcat ("/control/", parts[0], NULL);
  g_autoptr (GBytes) body = g_bytes_new (json != NULL ? json : "", json != NULL ? strlen (json) : 0);
  g_autoptr (NuonuoReply) reply =
      nuonuo_double_handle (self, json != NULL ? "POST" : "GET", path, parts[1], NULL, body);

  return g_strndup (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body));
}

void
nuonuo_legal_free (NuonuoLegal *legal)
{
  g_free (legal->number);
  g_free (legal->order_number);
  g_free (legal->serial);
  g_free (legal->seller);
  g_free (legal->blue_number);
  g_free (legal);
}

/**
 * nuonuo_double_get_legal:
 *
 * The bureau's own book as it stands by now.
 *
 * Returns: (transfer full) (element-type NuonuoLegal): oldest first
 */
GPtrArray *
nuonuo_double_get_legal (NuonuoDouble *self)
{
  GPtrArray *book = g_ptr_array_new_with_free_func ((GDestroyNotify) nuonuo_legal_free);
  g_autoptr (sqlite3_stmt) rows = NULL;

  nuonuo_double_settle (self);
  rows = nuonuo_sql (self,
                     "SELECT number, order_number, serial, seller, blue_number, red, voided, net, tax, at "
                     "FROM legal ORDER BY id",
                     "");
  while (nuonuo_row (rows))
    {
      NuonuoLegal *legal = g_new0 (NuonuoLegal, 1);

      *legal = (NuonuoLegal){ .number = g_strdup (nuonuo_column (rows, 0)),
                              .order_number = g_strdup (nuonuo_column (rows, 1)),
                              .serial = g_strdup (nuonuo_column (rows, 2)),
                              .seller = g_strdup (nuonuo_column (rows, 3)),
                              .blue_number = g_strdup ((const char *) sqlite3_column_text (rows, 4)),
                              .red = nuonuo_column_integer (rows, 5) != 0,
                              .voided = nuonuo_column_integer (rows, 6) != 0,
                              .net = nuonuo_column_integer (rows, 7),
                              .tax = nuonuo_column_integer (rows, 8),
                              .gross = nuonuo_column_integer (rows, 7) + nuonuo_column_integer (rows, 8),
                              .at = nuonuo_column_integer (rows, 9) };
      g_ptr_array_add (book, legal);
    }
  return book;
}
