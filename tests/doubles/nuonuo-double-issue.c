/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-private.h"

#include "doubles/nuonuo-double-red.h"
#include "doubles/nuonuo-double-session.h"

#define MAX_KEYS 50

/* --- scripts */

/* The scripts that have a name. */
static const struct
{
  const char *name;
  const char *script;
} named[] = {
  { "normal", "20, 21@1000, 2@2000" },
  { "refused", "20, 22@1000" },
  { "seal-failed", "20, 21@1000, 24@2000" },
  { "voided", "20, 2@1000, 31@2000, 3@3000" },
  { "stuck", "20" },
  { "at-once", "2" },
};

static const char *
script_text (const char *script)
{
  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    if (g_str_equal (named[i].name, script))
      return named[i].script;
  return script;
}

/* The status and the time (ms after the start) of one step; FALSE after the last. */
static gboolean
script_step (const char *script, gint64 step, gint64 *status, gint64 *after)
{
  g_auto (GStrv) steps = g_strsplit (script_text (script), ",", -1);

  if (step >= (gint64) g_strv_length (steps))
    return FALSE;
  g_strstrip (steps[step]);

  char *at = strchr (steps[step], '@');

  *status = g_ascii_strtoll (steps[step], NULL, 10);
  *after = at != NULL ? g_ascii_strtoll (at + 1, NULL, 10) : 0;
  return TRUE;
}

gboolean
nuonuo_script_is_valid (const char *script)
{
  static GRegex *regex = NULL;

  if (regex == NULL)
    regex = g_regex_new (
        "^\\s*(20|21|2|22|24|31|3)(@\\d{1,12})?(\\s*,\\s*(20|21|2|22|24|31|3)(@\\d{1,12})?)*\\s*$", 0, 0,
        NULL);
  return g_regex_match (regex, script_text (script), 0, NULL);
}

/* The rule for an order: the one that names it, else (for a blue one) the oldest that names none. Rules are used up. */
static void
script_take (NuonuoDouble *self, const char *order, gboolean red, char **script, char **cause, char **retry)
{
  g_autoptr (sqlite3_stmt) row = nuonuo_sql (
      self,
      "SELECT id, script, cause, retry FROM rule WHERE order_number = ? OR (order_number IS NULL AND NOT ?) "
      "ORDER BY order_number IS NULL, id LIMIT 1",
      "ti", order, (gint64) red);

  if (!nuonuo_row (row))
    {
      *script = nuonuo_setting (self, red ? "red_script" : "script");
      *retry = nuonuo_setting (self, "retry");
      *cause = g_strdup ("");
      return;
    }
  *script = g_strdup (nuonuo_column (row, 1));
  *cause = g_strdup (nuonuo_column (row, 2));
  *retry =
      *nuonuo_column (row, 3) != '\0' ? g_strdup (nuonuo_column (row, 3)) : nuonuo_setting (self, "retry");
  nuonuo_run (self, "UPDATE rule SET count = count - 1 WHERE id = ?", "i", nuonuo_column_integer (row, 0));
  nuonuo_run (self, "DELETE FROM rule WHERE count <= 0", "");
}

/* When the step after @step is due. */
static void
schedule (NuonuoDouble *self, gint64 id, const char *script, gint64 step, gint64 base)
{
  gint64 status, after;

  if (script_step (script, step, &status, &after))
    nuonuo_run (self, "UPDATE submission SET step = ?, due = ? WHERE id = ?", "iii", step, base + after, id);
  else
    nuonuo_run (self, "UPDATE submission SET step = ?, due = NULL WHERE id = ?", "ii", step, id);
}

static void
restart (NuonuoDouble *self, gint64 id, const char *script, gint64 now)
{
  nuonuo_run (self, "UPDATE submission SET script = ?, base = ?, waiting = 0 WHERE id = ?", "tii", script,
              now, id);
  schedule (self, id, script, 0, now);
}

/* For the next @count orders, or for @order, which may be there already: then what is not decided yet follows it. */
void
nuonuo_script_add (NuonuoDouble *self,
                   const char *order,
                   gint64 count,
                   const char *script,
                   const char *cause,
                   const char *retry)
{
  gint64 id = order == NULL
                  ? 0
                  : nuonuo_integer (self, 0, "SELECT id FROM submission WHERE order_number = ?", "t", order);

  if (id == 0)
    {
      nuonuo_run (self, "INSERT INTO rule (order_number, count, script, cause, retry) VALUES (?, ?, ?, ?, ?)",
                  "tittt", order, count, script, cause, retry);
      return;
    }
  nuonuo_run (self,
              "UPDATE submission SET cause = ?, retry = CASE WHEN ? = '' THEN retry ELSE ? END WHERE id = ?",
              "ttti", cause, retry, retry, id);
  restart (self, id, script, nuonuo_now (self));
}

/* --- what happens by itself */

static void
set_status (NuonuoDouble *self, gint64 id, gint64 status, const char *fail_cause, gint64 at)
{
  nuonuo_run (self, "UPDATE submission SET status = ?, fail_cause = ?, changed = ? WHERE id = ?", "itii",
              status, fail_cause, at, id);
}

static void
fail (NuonuoDouble *self, gint64 id, const char *cause, gint64 at)
{
  set_status (self, id, 22, cause, at);
  nuonuo_run (self, "UPDATE submission SET due = NULL WHERE id = ?", "i", id);
  nuonuo_push_invoice (self, id);
}

/* 20 digits: year, the tax bureau of the seller's division, channel 2 (the bureau's own platform), serial. */
static char *
new_number (NuonuoDouble *self, const char *seller, gint64 at)
{
  g_autofree char *year = nuonuo_time_text (at, "%y");
  gint64 count = nuonuo_integer (self, 0, "SELECT coalesce(max(id), 0) FROM legal", "");
  const char *division = strlen (seller) == 18 ? seller + 2 : seller;

  if (!g_ascii_isdigit (division[0]) || !g_ascii_isdigit (division[1]))
    division = "11";
  return g_strdup_printf ("%s%.2s2%015" G_GINT64_FORMAT, year, division, 48000000 + count + 1);
}

/* Makes the legal invoice unless the order has one. FALSE when the bureau will not: it has failed or waits then. */
static gboolean
make_legal (NuonuoDouble *self, gint64 id, gint64 at)
{
  g_autoptr (sqlite3_stmt) row = nuonuo_sql (
      self,
      "SELECT seller, order_number, serial, red, blue_number, net, tax, content, number, red_form "
      "FROM submission WHERE id = ?",
      "i", id);
  g_autofree char *number = NULL;
  g_autofree char *cause = NULL;

  g_assert (nuonuo_row (row));
  if (*nuonuo_column (row, 8) != '\0')
    return TRUE;

  NuonuoReady ready = nuonuo_session_ready (self, nuonuo_column (row, 0), nuonuo_column (row, 7),
                                            nuonuo_column_integer (row, 5), at, &cause);

  if (ready == NUONUO_READY && nuonuo_column_integer (row, 3) != 0 &&
      !nuonuo_red_is_ready (self, nuonuo_column (row, 9)))
    {
      ready = NUONUO_READY_FAIL;
      cause = g_strdup ("红字确认单的状态不满足开具条件，无法开具红字发票");
    }
  if (ready == NUONUO_READY_WAIT)
    nuonuo_run (self, "UPDATE submission SET waiting = 1, due = NULL WHERE id = ?", "i", id);
  if (ready == NUONUO_READY_FAIL)
    fail (self, id, cause, at);
  if (ready != NUONUO_READY)
    return FALSE;
  number = new_number (self, nuonuo_column (row, 0), at);
  nuonuo_run (self,
              "INSERT INTO legal (number, seller, order_number, serial, red, blue_number, net, tax, at) "
              "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
              "ttttitiii", number, nuonuo_column (row, 0), nuonuo_column (row, 1), nuonuo_column (row, 2),
              nuonuo_column_integer (row, 3), sqlite3_column_text (row, 4), nuonuo_column_integer (row, 5),
              nuonuo_column_integer (row, 6), at);
  nuonuo_run (self, "UPDATE submission SET number = ?, issued = ? WHERE id = ?", "tii", number, at, id);
  nuonuo_session_spend (self, nuonuo_column (row, 0), nuonuo_column_integer (row, 5),
                        nuonuo_column_integer (row, 6), at);
  return TRUE;
}

static void
step (NuonuoDouble *self, gint64 id, gint64 status, const char *cause, gint64 at)
{
  /* What has a number is only being sealed again. */
  if (status == 20 &&
      nuonuo_integer (self, 0, "SELECT count(number) FROM submission WHERE id = ?", "i", id) > 0)
    status = 21;
  if ((status == 21 || status == 24 || status == 2) && !make_legal (self, id, at))
    return;
  if (status == 22)
    {
      fail (self, id, *cause != '\0' ? cause : "税局返回：商品编码不可用", at);
      return;
    }
  if (status == 3)
    {
      nuonuo_run (self,
                  "UPDATE legal SET voided = 1 WHERE serial = (SELECT serial FROM submission WHERE id = ?)",
                  "i", id);
      nuonuo_run (self, "UPDATE submission SET voided = ? WHERE id = ?", "ii", at, id);
    }
  set_status (self, id, status, status == 24 ? (*cause != '\0' ? cause : "签章失败") : NULL, at);
  if (status == 2 || status == 24)
    nuonuo_push_invoice (self, id);
  if (status == 3)
    nuonuo_push_void (self, id);
}

gint64
nuonuo_step_next (NuonuoDouble *self)
{
  return nuonuo_integer (self, G_MAXINT64, "SELECT min(due) FROM submission WHERE due IS NOT NULL", "");
}

/* The next step of the first order that is due. */
gboolean
nuonuo_step_due (NuonuoDouble *self, gint64 until)
{
  g_autoptr (sqlite3_stmt) row =
      nuonuo_sql (self,
                  "SELECT id, script, step, base, due, cause FROM submission WHERE due <= ? ORDER BY due, id "
                  "LIMIT 1",
                  "i", until);
  gint64 status, after;

  if (!nuonuo_row (row))
    return FALSE;

  gint64 id = nuonuo_column_integer (row, 0);
  gint64 number = nuonuo_column_integer (row, 2);
  g_autofree char *script = g_strdup (nuonuo_column (row, 1));
  g_autofree char *cause = g_strdup (nuonuo_column (row, 5));
  gint64 base = nuonuo_column_integer (row, 3);
  gint64 due = nuonuo_column_integer (row, 4);

  sqlite3_reset (row);
  if (!script_step (script, number, &status, &after))
    g_assert_not_reached ();
  schedule (self, id, script, number + 1, base);
  step (self, id, status, cause, due);
  return TRUE;
}

/* Orders that waited for the drawer to sign in go on. */
void
nuonuo_wake (NuonuoDouble *self, const char *seller, gint64 now)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (sqlite3_stmt) rows =
      nuonuo_sql (self, "SELECT id FROM submission WHERE waiting = 1 AND (? = '' OR seller = ?) ORDER BY id",
                  "tt", seller, seller);

  while (nuonuo_row (rows))
    {
      gint64 id = nuonuo_column_integer (rows, 0);

      g_array_append_val (ids, id);
    }
  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      g_autofree char *script = nuonuo_text (self, "SELECT script FROM submission WHERE id = ?", "i", id);

      restart (self, id, script, now);
    }
}

/* --- taking in */

/* Takes an order in. Returns: (transfer full): its serial; NULL when the order number is taken */
char *
nuonuo_submit (NuonuoDouble *self,
               const char *seller,
               const char *order,
               JsonObject *content,
               gint64 net,
               gint64 tax,
               const char *red_form,
               const char *blue_number,
               gint64 now)
{
  g_autoptr (JsonNode) node = nuonuo_node (json_object_ref (content));
  g_autofree char *text = nuonuo_json_text (node);
  g_autofree char *script = NULL;
  g_autofree char *cause = NULL;
  g_autofree char *retry = NULL;
  g_autofree char *stamp = nuonuo_time_text (now, "%y%m%d%H%M%S");
  gint64 count = nuonuo_integer (self, 0, "SELECT coalesce(max(id), 0) FROM submission", "");
  char *serial;

  if (nuonuo_integer (self, 0, "SELECT count(*) FROM submission WHERE seller = ? AND order_number = ?", "tt",
                      seller, order) > 0)
    return NULL;
  serial = g_strdup_printf ("%s%08" G_GINT64_FORMAT, stamp, count + 1);
  script_take (self, order, red_form != NULL, &script, &cause, &retry);
  nuonuo_run (
      self,
      "INSERT INTO submission (serial, seller, order_number, red, line, content, script, retry, status, "
      "cause, base, submitted, visible, changed, net, tax, red_form, blue_number) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 20, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      "tttitttttiiiiiitt", serial, seller, order, (gint64) (red_form != NULL),
      nuonuo_param (content, "invoiceLine"), text, script, retry, cause, now, now,
      now + nuonuo_setting_integer (self, "grace"), now, net, tax, red_form, blue_number);
  schedule (self, count + 1, script, 0, now);
  return serial;
}

static void
answer_serial (NuonuoCall *call, const char *describe, const char *serial)
{
  JsonObject *result = json_object_new ();

  nuonuo_put (result, "invoiceSerialNum", serial);
  nuonuo_call_answer (call, describe, nuonuo_node (result));
}

/* nuonuo.OpeMplatform.requestBillingNew: taken in, not issued. */
void
nuonuo_issue (NuonuoCall *call)
{
  JsonNode *node = json_object_get_member (call->params, "order");
  g_autofree char *mode = nuonuo_setting (call->self, "signed_out");
  gint64 net = 0, tax = 0;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      nuonuo_call_refuse (call, "E4000", "参数order不能为空");
      return;
    }

  JsonObject *order = json_node_get_object (node);
  const char *seller = nuonuo_param (order, "salerTaxNum");
  const char *number = nuonuo_param (order, "orderNo");

  if (!nuonuo_check_order (call, order, &net, &tax))
    return;
  if (g_str_equal (mode, "refuse") &&
      !nuonuo_session_signed_in (call->self, seller, nuonuo_param (order, "extensionNumber"), call->now))
    {
      nuonuo_call_refuse (call, "E9999", "开票员未登录电子税务局");
      return;
    }

  g_autofree char *serial =
      nuonuo_submit (call->self, seller, number, order, net, tax, NULL, NULL, call->now);

  if (serial == NULL)
    nuonuo_call_refuse (call, "E9106", "订单编号不能重复");
  else
    answer_serial (call, "开票提交成功", serial);
}

/* The order that a call names by serial or order number; 0 when there is none. */
static gint64
find_order (NuonuoCall *call, const char *serial, const char *order)
{
  return nuonuo_integer (call->self, 0,
                         "SELECT id FROM submission WHERE (? = '' OR seller = ?) AND "
                         "(CASE WHEN ? <> '' THEN serial = ? ELSE order_number = ? END)",
                         "ttttt", call->seller, call->seller, serial, serial, order);
}

/* nuonuo.OpeMplatform.reInvoice: of what failed (22) or was not sealed (24), under the same serial. */
void
nuonuo_retry (NuonuoCall *call)
{
  const char *serial = nuonuo_param (call->params, "fpqqlsh");
  const char *order = nuonuo_param (call->params, "orderno");
  gint64 id = find_order (call, serial, order);

  if (*serial == '\0' && *order == '\0')
    {
      nuonuo_call_refuse (call, "E9611", "发票流水号和订单编号不能同时为空");
      return;
    }
  if (id == 0)
    {
      nuonuo_call_refuse (call, "E9500", "未查询到发票");
      return;
    }

  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_autoptr (sqlite3_stmt) row =
      nuonuo_sql (call->self, "SELECT status, retry, serial FROM submission WHERE id = ?", "i", id);
  gint64 status;

  nuonuo_row (row);
  status = nuonuo_column_integer (row, 0);
  if (status != 22 && status != 24)
    nuonuo_call_refuse (call, "E9999", "发票状态不允许重试");
  else if (!nuonuo_limit (call->self, "retry", key, nuonuo_setting_integer (call->self, "retry_a_day"), 0,
                          call->now))
    nuonuo_call_refuse (call, "E9613", "当日重试次数超过上限");
  else
    {
      set_status (call->self, id, status == 24 ? 21 : 20, NULL, call->now);
      nuonuo_run (call->self, "UPDATE submission SET retries = retries + 1 WHERE id = ?", "i", id);
      restart (call->self, id, nuonuo_column (row, 1), call->now);
      answer_serial (call, "重试提交成功", nuonuo_column (row, 2));
    }
}

/* nuonuo.OpeMplatform.invoiceCancellation: paper alone; what is electronic is reversed. */
void
nuonuo_cancel (NuonuoCall *call)
{
  static const char *const paper[] = { "ec", "es", "c", "s", "f", "r", "j", "u", NULL };
  const char *serial = nuonuo_param (call->params, "invoiceId");
  const char *reason = nuonuo_param (call->params, "invalidReason");
  gint64 id = find_order (call, serial, "");
  g_autoptr (sqlite3_stmt) row =
      nuonuo_sql (call->self, "SELECT status, line FROM submission WHERE id = ?", "i", id);
  g_autofree char *script = NULL;

  if (*serial == '\0')
    nuonuo_call_refuse (call, "E4000", "invoiceId不能为空");
  else if (!nuonuo_is_digits (reason, 1, 1) || *reason < '1' || *reason > '4')
    nuonuo_call_refuse (call, "E4000", "作废原因不正确");
  else if (!nuonuo_row (row))
    nuonuo_call_refuse (call, "E9500", "未查询到发票");
  else if (!g_strv_contains (paper, nuonuo_column (row, 1)))
    nuonuo_call_refuse (call, "E9999", "电子发票不支持作废，请开具红字发票");
  else if (nuonuo_column_integer (row, 0) != 2)
    nuonuo_call_refuse (call, "E9999", "发票状态不允许作废");
  else
    {
      script = g_strdup_printf ("31, 3@%" G_GINT64_FORMAT, nuonuo_setting_integer (call->self, "void_after"));
      nuonuo_run (call->self, "UPDATE submission SET void_reason = ? WHERE id = ?", "ti", reason, id);
      restart (call->self, id, script, call->now);
      answer_serial (call, "作废提交成功", serial);
    }
}
