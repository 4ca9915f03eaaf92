/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include <glib/gi18n-lib.h>

#include "model/pd-date.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-handlers.h"
#include "platform/pd-platform-intake.h"
#include "wire/pd-wire.h"

/* More would help nobody to mend the first ones. */
#define MAX_PROBLEMS 50

/** Earlier: what the shop sent under this number before. */
typedef struct
{
  char *payload_hash; /* (nullable) NULL: nothing */
  char *record;
} Earlier;

static void
earlier_clear (Earlier *earlier)
{
  g_free (earlier->payload_hash);
  g_free (earlier->record);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Earlier, earlier_clear)

static gboolean
find_earlier (PdPlatformCall *call, const char *number, Earlier *earlier, GError **error)
{
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      call->platform->sql, error,
      "SELECT payload_hash, record FROM intake WHERE tenant = ? AND shop = ? AND number = ?", "ttt",
      call->session->tenant, call->session->user, number);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  if (step == PD_PLATFORM_STEP_ROW)
    {
      earlier->payload_hash = g_strdup (pd_platform_rows_text (rows, 0));
      earlier->record = g_strdup (pd_platform_rows_text (rows, 1));
    }
  return step != PD_PLATFORM_STEP_FAILED;
}

/* In one word: where the goods or the service are; of an order that is only invoiced, where its invoice is. */
static const char *
state_of (const PdRecord *order)
{
  if (pd_record_is_deleted (order))
    return "deleted";
  return pd_record_has (order, PD_ORDER_KIND) ? pd_order_get_stage (order)
                                              : pd_record_get_text (order, PD_ORDER_STATE);
}

static gboolean
answer_order (PdPlatformCall *call, guint status, const char *number, const PdRecord *order)
{
  GString *out = g_string_new ("{\"id\":");

  pd_wire_write_string (out, pd_record_get_id (order));
  pd_platform_write_text (out, "number", number);
  pd_platform_write_text (out, "state", state_of (order));
  if (pd_record_has (order, PD_ORDER_GROSS_AMOUNT))
    {
      g_autofree char *total = pd_record_field_to_text (order, PD_ORDER_GROSS_AMOUNT);

      pd_platform_write_text (out, "total", total);
    }
  g_string_append (out, "}\n");
  pd_platform_response_set_json (call->response, status, g_string_free (out, FALSE));
  return TRUE;
}

/** pd_platform_intake_answer_problems: all that is wrong with a body, each with its path. Returns: %TRUE */
gboolean
pd_platform_intake_answer_problems (PdPlatformCall *call, GPtrArray *problems)
{
  const PdPlatformIntakeProblem *first = g_ptr_array_index (problems, 0);
  GString *out = g_string_new ("{\"error\":{\"code\":\"invalid\"");

  pd_platform_write_text (out, "message", first->message);
  pd_platform_write_text (out, "path", first->path);
  g_string_append (out, ",\"problems\":[");
  for (guint i = 0; i < problems->len && i < MAX_PROBLEMS; i++)
    {
      const PdPlatformIntakeProblem *problem = g_ptr_array_index (problems, i);

      g_string_append (out, i > 0 ? ",{\"path\":" : "{\"path\":");
      pd_wire_write_string (out, problem->path);
      pd_platform_write_text (out, "message", problem->message);
      g_string_append_c (out, '}');
    }
  g_string_append (out, "]}}\n");
  pd_platform_response_set_json (call->response, 400, g_string_free (out, FALSE));
  return TRUE;
}

static gboolean
remember (PdPlatformCall *call, const char *number, const char *hash, const PdRecord *order, GError **error)
{
  return pd_platform_sql_run (call->platform->sql, error, "INSERT INTO intake VALUES (?, ?, ?, ?, ?, ?)",
                              "ttttti", call->session->tenant, call->session->user, number, hash,
                              pd_record_get_id (order), pd_platform_get_now (call->platform));
}

/* The same once more is answered with the order as it is now; other content is a person's to decide. */
static gboolean
answer_again (PdPlatformCall *call,
              const Earlier *earlier,
              const char *number,
              const char *hash,
              GError **error)
{
  g_autoptr (PdRecord) order = NULL;

  if (!g_str_equal (earlier->payload_hash, hash))
    return pd_platform_response_fail (call->response, 409, "reused", "number",
                                      _ ("An order of this number was put in before, with other content. "
                                         "Nothing was changed. Change that one "
                                         "on a desktop, or send this one under another number."));
  if (!pd_platform_read_record (call->platform, call->session->tenant, &pd_order_type, earlier->record,
                                &order, error))
    return FALSE;
  if (order == NULL)
    order = pd_record_new (&pd_order_type, earlier->record);
  return answer_order (call, 200, number, order);
}

static gboolean
store_new (PdPlatformCall *call, PdRecord *order, const char *hash, GPtrArray *problems, GError **error)
{
  const PdPlatformSession *shop = call->session;
  const char *number = pd_record_get_text (order, PD_ORDER_NUMBER);
  PdPlatformChange change = { .platform = call->platform,
                              .tenant = shop->tenant,
                              .user = shop->user_name,
                              .now = pd_platform_get_now (call->platform) };
  g_autoptr (PdRecord) current = NULL;

  if (!pd_platform_read_record (call->platform, shop->tenant, &pd_order_type, pd_record_get_id (order),
                                &current, error))
    return FALSE;
  /* From a file that somebody imported, or from a desktop that gave it back after a backup was restored. */
  if (current != NULL)
    return remember (call, number, hash, current, error) && answer_order (call, 200, number, current);
  if (!pd_platform_fill_intake (call->platform, shop->tenant, order, error))
    return FALSE;
  pd_platform_check_intake (order, problems);
  if (problems->len > 0)
    return pd_platform_intake_answer_problems (call, problems);
  return pd_platform_write_record (&change, order, error) && remember (call, number, hash, order, error) &&
         answer_order (call, 201, number, order);
}

static gboolean
take_in_transaction (PdPlatformCall *call,
                     PdRecord *order,
                     const char *hash,
                     GPtrArray *problems,
                     GError **error)
{
  const char *number = pd_record_get_text (order, PD_ORDER_NUMBER);
  g_auto (Earlier) earlier = { 0 };

  if (!find_earlier (call, number, &earlier, error))
    return FALSE;
  return earlier.payload_hash != NULL ? answer_again (call, &earlier, number, hash, error)
                                      : store_new (call, order, hash, problems, error);
}

/** pd_platform_handle_intake: POST /v1/intake/orders: a shop puts an order in. */
gboolean
pd_platform_handle_intake (PdPlatformCall *call, GError **error)
{
  PdPlatform *platform = call->platform;
  gsize size = 0;
  const char *text = pd_platform_request_text (call->request, &size);
  g_autoptr (PdWireDocument) document = NULL;
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify) pd_platform_intake_problem_free);
  g_autofree char *today = pd_date_in_china (pd_platform_get_now (platform));
  g_autofree char *hash = NULL;
  g_autoptr (PdRecord) order = NULL;

  call->response->retry_after = pd_platform_shop_wait (platform, call->session);
  if (call->response->retry_after > 0)
    return pd_platform_call_fail (call, 429, "too_often",
                                  _ ("These are too many orders at once. Wait, then send the same again."));
  document = pd_wire_parse (text, (gssize) size, NULL);
  if (document == NULL || pd_wire_document_root (document)->kind != PD_WIRE_OBJECT)
    return pd_platform_call_fail (call, 400, "malformed", _ ("The body is not a JSON object."));
  order = pd_platform_read_intake (call->session->tenant, call->session->user, today,
                                   pd_wire_document_root (document), problems);
  if (problems->len > 0)
    return pd_platform_intake_answer_problems (call, problems);
  hash = pd_wire_object_hash (pd_wire_document_root (document), NULL);
  return pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         pd_platform_sql_end (platform->sql, take_in_transaction (call, order, hash, problems, error), error);
}
