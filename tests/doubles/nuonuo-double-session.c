/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-session.h"

/* A drawer (开票员) is a seller and an extension number. One who was never spoken of is like the drawer without an
 * extension of that seller, or like the one without a seller, or is signed in. */

#define LIKE                                                                                                 \
  "FROM sign WHERE (seller = ? AND extension IN (?, '')) OR (seller = '' AND extension = '') "               \
  "ORDER BY seller = '', extension = '' LIMIT 1"

static void
know_drawer (NuonuoDouble *self, const char *seller, const char *extension)
{
  nuonuo_run (self,
              "INSERT OR IGNORE INTO sign (seller, extension, signed, until, clerk, account, face) "
              "SELECT ?, ?, signed, until, clerk, account, face FROM (SELECT * " LIKE ") "
              "UNION ALL SELECT ?, ?, 1, 0, '', '13800000000', 1",
              "tttttt", seller, extension, seller, extension, seller, extension);
}

gboolean
nuonuo_session_signed_in (NuonuoDouble *self, const char *seller, const char *extension, gint64 now)
{
  return nuonuo_integer (self, 1, "SELECT signed = 1 AND (until = 0 OR until > ?) " LIKE, "itt", now, seller,
                         extension) != 0;
}

/* The end of a sign-in that begins now; 0: it has none. */
static gint64
session_end (NuonuoDouble *self, gint64 now)
{
  gint64 life = nuonuo_setting_integer (self, "session_life");

  return life > 0 ? now + life : 0;
}

/* One drawer has signed in. */
static void
sign_in (NuonuoDouble *self, const char *seller, const char *extension, gint64 now)
{
  nuonuo_run (self, "UPDATE sign SET signed = 1, until = ? WHERE seller = ? AND extension = ?", "itt",
              session_end (self, now), seller, extension);
  nuonuo_wake (self, seller, now);
}

/* Control: all drawers of a seller when @extension is "", of all sellers when @seller is "", and those to come. */
void
nuonuo_session_set (NuonuoDouble *self,
                    const char *seller,
                    const char *extension,
                    const char *column,
                    const char *value)
{
  g_autofree char *text =
      g_strconcat ("UPDATE sign SET ", column,
                   " = ? WHERE (? = '' OR seller = ?) AND (? = '' OR extension = ?)", NULL);

  know_drawer (self, seller, extension);
  nuonuo_run (self, text, "ttttt", value, seller, seller, extension, extension);
}

void
nuonuo_session_sign (NuonuoDouble *self, const char *seller, const char *extension, gboolean in, gint64 now)
{
  g_autofree char *until =
      g_strdup_printf ("%" G_GINT64_FORMAT, in ? session_end (self, now) : G_GINT64_CONSTANT (0));

  nuonuo_session_set (self, seller, extension, "signed", in ? "1" : "0");
  nuonuo_session_set (self, seller, extension, "until", until);
  if (in)
    nuonuo_wake (self, seller, now);
}

/* A new month gives the whole credit line again. */
void
nuonuo_session_turn_month (NuonuoDouble *self, const char *seller, gint64 now)
{
  g_autofree char *month = nuonuo_time_text (now, "%Y-%m");

  nuonuo_run (self,
              "UPDATE seller SET used = 0, count = 0, tax = 0, month = ? WHERE tax_number = ? AND month <> ?",
              "ttt", month, seller, month);
}

NuonuoReady
nuonuo_session_ready (NuonuoDouble *self,
                      const char *seller,
                      const char *content,
                      gint64 net,
                      gint64 now,
                      char **cause)
{
  g_autoptr (JsonNode) holder = NULL;
  JsonObject *order = nuonuo_json_read (content, -1, &holder);
  const char *extension = order != NULL ? nuonuo_param (order, "extensionNumber") : "";
  g_autofree char *clerk = nuonuo_text (self, "SELECT clerk " LIKE, "tt", seller, extension);
  gint64 face = nuonuo_integer (self, 1, "SELECT face " LIKE, "tt", seller, extension);
  gboolean signed_in = nuonuo_session_signed_in (self, seller, extension, now);

  if (!signed_in || face != 1)
    {
      g_autofree char *mode = nuonuo_setting (self, "signed_out");

      *cause = g_strdup (signed_in ? "开票员需要进行实人认证" : "开票员未登录电子税务局，请先登录");
      return g_str_equal (mode, "wait") ? NUONUO_READY_WAIT : NUONUO_READY_FAIL;
    }
  if (clerk != NULL && *clerk != '\0' && order != NULL && nuonuo_has (order, "clerk") &&
      !g_str_equal (clerk, nuonuo_param (order, "clerk")))
    {
      *cause = g_strdup ("开票员与电子税务局登录人不一致");
      return NUONUO_READY_FAIL;
    }
  nuonuo_session_turn_month (self, seller, now);
  if (nuonuo_integer (self, 0, "SELECT quota > 0 AND used + ? > quota FROM seller WHERE tax_number = ?", "it",
                      net, seller) != 0)
    {
      *cause = g_strdup ("剩余授信额度不足");
      return NUONUO_READY_FAIL;
    }
  return NUONUO_READY;
}

void
nuonuo_session_spend (NuonuoDouble *self, const char *seller, gint64 net, gint64 tax, gint64 now)
{
  nuonuo_session_turn_month (self, seller, now);
  nuonuo_run (
      self, "UPDATE seller SET used = used + ?, tax = tax + ?, count = count + (? > 0) WHERE tax_number = ?",
      "iiit", net, tax, net, seller);
}

/* --- calls */

/* Which drawer a call is about: the seller of the header (or the body), its extension. */
static gboolean
drawer_of (NuonuoCall *call, const char **seller, const char **extension)
{
  static const char *const names[] = { "taxNum", "taxnum", "salerTaxNum" };

  *seller = call->seller;
  for (guint i = 0; **seller == '\0' && i < G_N_ELEMENTS (names); i++)
    *seller = nuonuo_param (call->params, names[i]);
  if (**seller == '\0' || !nuonuo_know_seller (call->self, *seller))
    return nuonuo_call_refuse (call, "E9301", "企业税号不存在");
  *extension = nuonuo_param (call->params, "extensionNumber");
  know_drawer (call->self, *seller, *extension);
  return TRUE;
}

static sqlite3_stmt *
drawer_row (NuonuoCall *call, const char *columns, const char *seller, const char *extension)
{
  g_autofree char *text =
      g_strconcat ("SELECT ", columns, " FROM sign WHERE seller = ? AND extension = ?", NULL);
  sqlite3_stmt *row = nuonuo_sql (call->self, text, "tt", seller, extension);

  nuonuo_row (row);
  return row;
}

/* What is "doing" turns into done by itself after a while. */
static gboolean
is_doing (NuonuoDouble *self, gint64 since, gint64 now)
{
  return since > 0 && now - since < nuonuo_setting_integer (self, "qr_after");
}

static gboolean
may_refresh (NuonuoCall *call, const char *what, const char *seller, const char *extension, gboolean scarce)
{
  g_autofree char *key = g_strconcat (seller, "|", extension, NULL);
  gint64 a_day = nuonuo_setting_integer (call->self, scarce ? "qr_a_day" : "refresh_a_day");
  gint64 apart = nuonuo_setting_integer (call->self, scarce ? "qr_apart" : "refresh_apart");

  if (nuonuo_limit (call->self, what, key, a_day, apart, call->now))
    return TRUE;
  if (nuonuo_limit_used (call->self, what, key, call->now) >= a_day)
    return nuonuo_call_refuse (call, "E9999", "当日刷新次数已达上限%" G_GINT64_FORMAT "次", a_day);
  return nuonuo_call_refuse (call, "E9999", "刷新过于频繁，请间隔%" G_GINT64_FORMAT "秒后再试", apart / 1000);
}

/* getCertificationStatus: 0 refresh, 1 whether the person was recognised (实人认证), 2 whether signed in. */
void
nuonuo_session_certification (NuonuoCall *call)
{
  const char *type = nuonuo_param (call->params, "queryType");
  const char *seller, *extension;
  gint64 status;

  if (!drawer_of (call, &seller, &extension))
    return;
  if (!nuonuo_is_digits (type, 1, 1) || *type > '2')
    {
      nuonuo_call_refuse (call, "E4000", "queryType不正确");
      return;
    }
  if (*type == '0' && !may_refresh (call, "certification", seller, extension, FALSE))
    return;

  g_autoptr (sqlite3_stmt) row = drawer_row (call, "account, face, kind", seller, extension);
  g_autofree char *status_text = NULL;
  g_autofree char *kind = g_strdup (nuonuo_column (row, 2));
  JsonObject *result = json_object_new ();

  status = *type == '2'   ? nuonuo_session_signed_in (call->self, seller, extension, call->now)
           : *type == '0' ? 3
                          : nuonuo_column_integer (row, 1);
  status_text = g_strdup_printf ("%" G_GINT64_FORMAT, status);
  nuonuo_put (result, "eleAccount", nuonuo_column (row, 0));
  nuonuo_put (result, "certificationStatus", status_text);
  nuonuo_put (result, "extensionNumber", extension);
  nuonuo_put (result, "loginType", kind);
  if (*type == '0')
    {
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, call->now);

      nuonuo_put (result, "authId", id);
    }
  nuonuo_call_answer (call, "查询成功", nuonuo_node (result));
}

static void
refresh_qr (NuonuoCall *call, const char *seller, const char *extension, const char *kind)
{
  nuonuo_run (call->self,
              "UPDATE sign SET qr_at = ?, qr_state = 1, qr_kind = ?, verify_state = 0, verify_message = '' "
              "WHERE seller = ? AND extension = ?",
              "ittt", call->now, kind, seller, extension);
}

static void
send_sms (NuonuoCall *call, const char *seller, const char *extension)
{
  g_autofree char *code = g_strdup_printf ("%06" G_GINT64_FORMAT, 100000 + call->now / 1000 * 7919 % 900000);

  nuonuo_run (call->self,
              "UPDATE sign SET sms_code = ?, sms_at = ?, sms_state = 1, verify_state = 0 "
              "WHERE seller = ? AND extension = ?",
              "titt", code, call->now, seller, extension);
}

static JsonNode *
qr_answer (NuonuoCall *call, const char *seller, const char *extension, gboolean sms)
{
  g_autoptr (sqlite3_stmt) row =
      drawer_row (call, "qr_at, qr_state, qr_kind, sms_at, sms_state, account", seller, extension);
  gint64 since = nuonuo_column_integer (row, sms ? 3 : 0);
  gint64 until = since + nuonuo_setting_integer (call->self, "qr_life");
  gboolean doing = is_doing (call->self, since, call->now);
  gboolean over = since == 0 || call->now >= until;
  JsonObject *result = json_object_new ();

  nuonuo_put (result, "status", doing ? "0" : over ? "2" : "1");
  nuonuo_put (result, "message", doing ? "处理中" : over ? "已过期，请重新获取" : "成功");
  nuonuo_put (result, "taxNum", seller);
  nuonuo_put (result, "extensionNumber", extension);
  nuonuo_put (result, "account", nuonuo_column (row, 5));
  if (!sms && !doing && !over)
    {
      g_autofree char *end = nuonuo_time_text (until, "%Y-%m-%d %H:%M:%S");
      g_autofree char *content =
          g_strdup_printf ("https://tax.example/qr/%s/%" G_GINT64_FORMAT, seller, since);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, since);

      nuonuo_put (result, "qrCodeType", g_str_equal (nuonuo_column (row, 2), "face") ? "4" : "2");
      nuonuo_put (result, "qrCode", content);
      nuonuo_put (result, "qrCodeUrl", content);
      nuonuo_put (result, "endTime", end);
      nuonuo_put (result, "authId", id);
    }
  return nuonuo_node (result);
}

/* The person at the phone, when the double plays one. */
static void
scan_by_itself (NuonuoCall *call, const char *seller, const char *extension)
{
  gint64 after = nuonuo_setting_integer (call->self, "scan_by_itself");
  g_autoptr (sqlite3_stmt) row = drawer_row (call, "qr_at, verify_state, qr_kind", seller, extension);
  gint64 since = nuonuo_column_integer (row, 0);

  if (after == 0 || since == 0 || nuonuo_column_integer (row, 1) != 0 || call->now < since + after ||
      call->now >= since + nuonuo_setting_integer (call->self, "qr_life"))
    return;
  nuonuo_session_scan (call->self, seller, extension, TRUE, "", since + after);
}

/* getQrCode: 0/1 refresh/get the QR code of recognition, 2/3 of sign-in, 4/5 send/state of the SMS. */
void
nuonuo_session_qr_code (NuonuoCall *call)
{
  const char *type = nuonuo_param (call->params, "queryType");
  const char *seller, *extension;

  if (!drawer_of (call, &seller, &extension))
    return;
  if (!nuonuo_is_digits (type, 1, 1) || *type > '5')
    {
      nuonuo_call_refuse (call, "E4000", "queryType不正确");
      return;
    }
  scan_by_itself (call, seller, extension);
  /* Every way to sign in shares the 20 of a day. */
  if ((*type == '0' || *type == '2' || *type == '4') && !may_refresh (call, "qr", seller, extension, TRUE))
    return;
  if (*type == '0' || *type == '2')
    refresh_qr (call, seller, extension, *type == '0' ? "face" : "login");
  if (*type == '4')
    send_sms (call, seller, extension);
  nuonuo_call_answer (call, "操作成功", qr_answer (call, seller, extension, *type >= '4'));
}

/* The person scanned (or failed to). FALSE when no QR code is shown. */
gboolean
nuonuo_session_scan (NuonuoDouble *self,
                     const char *seller,
                     const char *extension,
                     gboolean good,
                     const char *message,
                     gint64 now)
{
  g_autoptr (sqlite3_stmt) row =
      nuonuo_sql (self, "SELECT qr_at, qr_kind FROM sign WHERE seller = ? AND extension = ?", "tt", seller,
                  extension);

  if (!nuonuo_row (row) || nuonuo_column_integer (row, 0) == 0 ||
      now >= nuonuo_column_integer (row, 0) + nuonuo_setting_integer (self, "qr_life"))
    return FALSE;
  nuonuo_run (
      self,
      "UPDATE sign SET verify_state = ?, verify_message = ?, kind = 1 WHERE seller = ? AND extension = ?",
      "ittt", (gint64) (good ? 1 : 2), message, seller, extension);
  if (good && g_str_equal (nuonuo_column (row, 1), "face"))
    {
      nuonuo_run (self, "UPDATE sign SET face = 1 WHERE seller = ? AND extension = ?", "tt", seller,
                  extension);
      nuonuo_wake (self, seller, now);
    }
  else if (good)
    sign_in (self, seller, extension, now);
  return TRUE;
}

/* The code of the SMS: a number on the wire, unlike all else. */
static gboolean
take_sms (NuonuoCall *call, const char *seller, const char *extension)
{
  JsonNode *node = json_object_get_member (call->params, "verifyCode");
  g_autoptr (sqlite3_stmt) row = drawer_row (call, "sms_code, sms_at", seller, extension);
  gint64 at = nuonuo_column_integer (row, 1);
  gboolean right;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return nuonuo_call_refuse (call, "E4000", "verifyCode不能为空且应为数字");
  right = at > 0 && call->now < at + nuonuo_setting_integer (call->self, "qr_life") &&
          g_ascii_strtoll (nuonuo_column (row, 0), NULL, 10) == json_node_get_int (node);
  nuonuo_run (call->self,
              "UPDATE sign SET verify_state = ?, verify_message = ?, kind = 2, sms_at = CASE WHEN ? THEN 0 "
              "ELSE sms_at "
              "END WHERE seller = ? AND extension = ?",
              "ititt", (gint64) (right ? 1 : 2), right ? "" : "验证码错误或已过期", (gint64) right, seller,
              extension);
  if (right)
    sign_in (call->self, seller, extension, call->now);
  return TRUE;
}

/* verifyComplete: 0 confirm the scan, 1 query it, 2 submit the SMS code, 3 query that. */
void
nuonuo_session_verify (NuonuoCall *call)
{
  const char *type = nuonuo_param (call->params, "queryType");
  const char *seller, *extension;

  if (!drawer_of (call, &seller, &extension))
    return;
  if (!nuonuo_is_digits (type, 1, 1) || *type > '3')
    {
      nuonuo_call_refuse (call, "E4000", "queryType不正确");
      return;
    }
  scan_by_itself (call, seller, extension);
  if (*type == '2' && !take_sms (call, seller, extension))
    return;

  g_autoptr (sqlite3_stmt) row =
      drawer_row (call, "verify_state, verify_message, kind, account", seller, extension);
  JsonObject *result = json_object_new ();

  nuonuo_put (result, "status", nuonuo_column (row, 0));
  nuonuo_put (result, "message", nuonuo_column (row, 1));
  nuonuo_put (result, "loginType", nuonuo_column (row, 2));
  nuonuo_put (result, "taxNum", seller);
  nuonuo_put (result, "extensionNumber", extension);
  nuonuo_put (result, "account", nuonuo_column (row, 3));
  nuonuo_call_answer (call, "操作成功", nuonuo_node (result));
}
