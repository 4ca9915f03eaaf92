/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway-sandbox-private.h"

#include <glib/gi18n-lib.h>

#include "model/pd-date.h"
#include "model/pd-invoice.h"
#include "wire/pd-wire.h"

#define DAYS_OF_A_LIST 10

/* What is told while no quota was set: an interface has no word for "unlimited". */
#define NO_LIMIT G_GINT64_CONSTANT (100000000000000)

static char *
whose_quota (PdSandboxCall *call)
{
  if (call->sandbox->company != NULL)
    return g_strdup (call->sandbox->company);
  return pd_sandbox_text (call,
                          pd_gateway_book_query (call->sandbox->book,
                                                 "SELECT tax_number FROM company ORDER BY id LIMIT 1", ""));
}

static void
read_quota (PdSandboxCall *call, PdGatewayQuota *quota, gboolean refresh)
{
  g_autoptr (PdGatewayAnswer) fault = NULL;
  g_autofree char *company = NULL;
  gint64 total;

  pd_sandbox_take_fault (call, PD_GATEWAY_SANDBOX_QUOTA);
  if ((fault = pd_sandbox_fail_reading (call)) != NULL)
    {
      quota->reason = g_strdup (fault->reason);
      quota->next = fault->next;
      return;
    }
  if (refresh && !pd_sandbox_is_signed_in (call))
    {
      quota->reason = g_strdup ("请开票员登录电子税务局");
      quota->next = PD_GATEWAY_NEXT_SIGN_IN;
      return;
    }
  company = whose_quota (call);
  total = pd_sandbox_setting (call, PD_GATEWAY_SANDBOX_SET_QUOTA);
  quota->total = total > 0 ? total : NO_LIMIT;
  quota->used = company != NULL ? pd_sandbox_used (call, company, call->now) : 0;
  quota->available = quota->total - quota->used;
  quota->updated_at = call->now;
  quota->is_known = !call->failed;
}

/*< private >
 * pd_sandbox_quota: see PdGatewayFunctions
 */
PdGatewayQuota *
pd_sandbox_quota (gpointer self, gboolean refresh, GCancellable *cancellable)
{
  g_autoptr (PdGatewayQuota) quota = g_new0 (PdGatewayQuota, 1);
  PdSandboxCall call;

  if (pd_sandbox_begin (&call, self))
    read_quota (&call, quota, refresh);
  if (!pd_sandbox_end (&call))
    {
      g_clear_pointer (&quota->reason, g_free);
      quota->is_known = FALSE;
      quota->next = PD_GATEWAY_NEXT_QUERY;
      quota->reason = g_strdup (_ ("The training bureau's book cannot be read or written."));
    }
  return g_steal_pointer (&quota);
}

/* Midnight in China, microseconds; 0 for what is no date. */
static gint64
day_of (const char *date)
{
  guint year, month, day;

  if (date == NULL || !pd_date_parts (date, &year, &month, &day))
    return 0;

  g_autoptr (GTimeZone) china = g_time_zone_new_offset (8 * 3600);
  g_autoptr (GDateTime) midnight = g_date_time_new (china, (int) year, (int) month, (int) day, 0, 0, 0);

  return midnight != NULL ? g_date_time_to_unix (midnight) * G_TIME_SPAN_SECOND : 0;
}

/*< private >
 * pd_sandbox_is_span: Returns: whether both are dates, in order, and not more than @days days
 */
gboolean
pd_sandbox_is_span (const char *from, const char *to, int days)
{
  gint64 first = day_of (from);
  gint64 last = day_of (to);

  return first != 0 && last >= first && (last - first) / G_TIME_SPAN_DAY < days;
}

static PdGatewayListed *
new_listed (sqlite3_stmt *statement)
{
  PdGatewayListed *listed = g_new0 (PdGatewayListed, 1);

  listed->key = pd_sandbox_column (statement, 0);
  listed->number = pd_sandbox_column (statement, 1);
  listed->gross_amount = sqlite3_column_int64 (statement, 2);
  listed->state = PD_GATEWAY_ISSUED;
  return listed;
}

static void
list_issued (PdSandboxCall *call, GPtrArray *list, const char *from, const char *to)
{
  sqlite3_stmt *statement =
      pd_gateway_book_query (call->sandbox->book,
                             "SELECT key, number, gross FROM legal_invoice WHERE issue_date BETWEEN ? AND ?"
                             " AND key NOT GLOB '" PD_SANDBOX_PLAYED "*' ORDER BY issued_at, number",
                             "tt", from, to);

  while (pd_sandbox_row (call, statement))
    g_ptr_array_add (list, new_listed (statement));
  sqlite3_finalize (statement);
}

static void
list_under_way (PdSandboxCall *call, GPtrArray *list, const char *from, const char *to)
{
  sqlite3_stmt *statement =
      pd_gateway_book_query (call->sandbox->book,
                             "SELECT key, NULL, 0, state, content FROM submission WHERE state <> 'unsealed'"
                             " AND taken_at >= ? AND taken_at < ? ORDER BY id",
                             "ii", day_of (from), day_of (to) + G_TIME_SPAN_DAY);

  while (pd_sandbox_row (call, statement))
    {
      PdGatewayListed *listed = new_listed (statement);
      gboolean failed = g_strcmp0 ((const char *) sqlite3_column_text (statement, 3), "failed") == 0;
      g_autoptr (PdRecord) invoice =
          pd_wire_record_from_text ((const char *) sqlite3_column_text (statement, 4), -1, NULL);

      listed->state = failed ? PD_GATEWAY_FAILED : PD_GATEWAY_SENT;
      listed->gross_amount = invoice != NULL ? pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT) : 0;
      g_ptr_array_add (list, listed);
    }
  sqlite3_finalize (statement);
}

/*< private >
 * pd_sandbox_list: see PdGatewayFunctions: what was issued or taken in these days, issued ones first
 */
GPtrArray *
pd_sandbox_list (gpointer self,
                 const char *from,
                 const char *to,
                 PdGatewayAnswer **failure,
                 GCancellable *cancellable)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_gateway_listed_free);
  g_autoptr (PdGatewayAnswer) why = NULL;
  PdSandboxCall call;

  if (!pd_sandbox_is_span (from, to, DAYS_OF_A_LIST))
    {
      *failure =
          pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_FIX, "查询日期不正确或跨度超过10天");
      return NULL;
    }
  if (pd_sandbox_begin (&call, self))
    {
      pd_sandbox_take_fault (&call, PD_GATEWAY_SANDBOX_LIST);
      why = pd_sandbox_fail_reading (&call);
    }
  if (!call.failed && why == NULL)
    {
      list_issued (&call, list, from, to);
      list_under_way (&call, list, from, to);
    }
  if (pd_sandbox_end (&call) && why == NULL)
    return g_steal_pointer (&list);
  *failure = why != NULL
                 ? g_steal_pointer (&why)
                 : pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY,
                                          _ ("The training bureau's book cannot be read or written."));
  return NULL;
}
