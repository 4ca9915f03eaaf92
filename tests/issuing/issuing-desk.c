/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "issuing/issuing.h"

#include <json-glib/json-glib.h>

#include "model/pd-bureau.h"
#include "model/pd-id.h"
#include "model/pd-party.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-accounts.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-documents.h"
#include "wire/pd-wire.h"

#define PASSWORD "a long enough password"

static PdPlatformResponse *
send (Issuing *issuing, const char *target, const char *token, const char *text)
{
  g_autoptr (PdPlatformRequest) request = pd_platform_request_new ("POST", target);

  request->peer = g_strdup ("192.0.2.1");
  request->content_type = g_strdup ("application/json");
  request->body = g_bytes_new (text, strlen (text));
  if (token != NULL)
    request->authorization = g_strconcat ("Bearer ", token, NULL);
  return pd_platform_handle (issuing->platform, request);
}

/* (nullable): NULL when the platform died over it */
static char *
sign_in (Issuing *issuing)
{
  g_autofree char *text = g_strdup_printf ("{\"tenant\":\"%s\",\"user\":\"admin\",\"password\":\"" PASSWORD
                                           "\",\"device\":\"d\"}",
                                           issuing->tenant);
  g_autoptr (PdPlatformResponse) response = send (issuing, "/v1/session", NULL, text);
  g_autofree char *answer = pd_platform_response_dup_text (response);
  g_autoptr (JsonNode) node = response->status == 200 ? json_from_string (answer, NULL) : NULL;

  return node != NULL ? g_strdup (json_object_get_string_member (json_node_get_object (node), "token"))
                      : NULL;
}

/** issuing_send: by the administrator's desk, who signs in anew after a month. Returns: (transfer full) */
PdPlatformResponse *
issuing_send (Issuing *issuing, const char *target, const char *text)
{
  g_autoptr (PdPlatformResponse) response = send (issuing, target, issuing->token, text);
  char *token = response->status == 401 ? sign_in (issuing) : NULL;

  if (token == NULL)
    return g_steal_pointer (&response);
  g_free (issuing->token);
  issuing->token = token;
  return send (issuing, target, token, text);
}

/** issuing_settle_in: the company and its people. */
void
issuing_settle_in (Issuing *issuing)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = pd_id_new (issuing->now);
  g_autoptr (PdRecord) company = pd_record_new (&pd_company_type, id);
  g_autofree char *admin = NULL;

  pd_record_set_text (company, PD_COMPANY_NAME, "甲公司");
  pd_record_set_text (company, PD_COMPANY_TAX_NUMBER, ISSUING_TAX_NUMBER);
  pd_record_set_text (company, PD_COMPANY_ADDRESS, "样例市长街 1 号");
  pd_record_set_text (company, PD_COMPANY_PHONE, "020-12345678");
  pd_record_set_text (company, PD_COMPANY_DRAWER, "王开票");
  pd_record_set_integer (company, PD_COMPANY_PROVINCE, 44);
  issuing->tenant = pd_platform_add_tenant (issuing->platform, "甲公司", company, &error);
  g_assert_no_error (error);
  admin = pd_platform_add_user (issuing->platform, issuing->tenant, "admin", pd_platform_role_parse ("admin"),
                                PASSWORD, &error);
  g_assert_no_error (error);
  issuing->token = sign_in (issuing);
  g_assert_nonnull (issuing->token);
}

/* (nullable): the one result; NULL when the platform died over it: then the desk sends the same again later. */
static PdResult *
deliver (Issuing *issuing, const char *text)
{
  g_autoptr (PdPlatformResponse) response = issuing_send (issuing, "/v1/sync/push", text);
  g_autofree char *answer = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;

  if (issuing_died (issuing))
    return NULL;
  answer = pd_platform_response_dup_text (response);
  if (response->status != 200)
    {
      issuing_fail (issuing, "a push is answered %u: %s", response->status, answer);
      return NULL;
    }
  results = pd_wire_results_from_text (answer, -1, &error);
  g_assert_no_error (error);
  issuing_wake (issuing);
  return g_ptr_array_steal_index (results, 0);
}

/** issuing_empty_outbox: what nobody has answered is sent again, word for word. */
void
issuing_empty_outbox (Issuing *issuing)
{
  g_autoptr (GPtrArray) outbox = issuing->outbox;

  issuing->outbox = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < outbox->len; i++)
    {
      const char *text = g_ptr_array_index (outbox, i);
      PdResult *result = issuing->platform != NULL ? deliver (issuing, text) : NULL;

      if (result == NULL)
        g_ptr_array_add (issuing->outbox, g_strdup (text));
      else
        issuing_trace (issuing, "sent again: %s", pd_outcome_name (result->outcome));
      g_clear_pointer (&result, pd_result_free);
    }
}

/* @mutation: (transfer full) */
static PdResult *
push (Issuing *issuing, PdMutation *mutation)
{
  g_autofree char *replica = pd_id_new (issuing->now);
  g_autoptr (PdWirePush) all = pd_wire_push_new (NULL, replica);
  g_autofree char *text = NULL;
  PdResult *result;

  mutation->counter = 1;
  mutation->made_at = issuing->now;
  g_ptr_array_add (all->mutations, mutation);
  text = pd_wire_push_to_text (all);
  result = deliver (issuing, text);
  if (result == NULL)
    {
      g_ptr_array_add (issuing->outbox, g_strdup (text));
      return NULL;
    }
  /* The network has it twice. */
  if (issuing->is_faulty && sim_random_chance (&issuing->network, 60) && issuing->platform != NULL)
    {
      g_autoptr (PdResult) again = deliver (issuing, text);

      if (again != NULL && again->outcome != result->outcome)
        issuing_fail (issuing, "the same change again is answered %s after %s",
                      pd_outcome_name (again->outcome), pd_outcome_name (result->outcome));
    }
  return result;
}

static PdMutation *
mutation_new (Issuing *issuing, const PdRecord *record, PdMutationKind kind)
{
  g_autofree char *id = pd_id_new (issuing->now);
  PdMutation *mutation =
      pd_mutation_new (id, pd_record_get_record_type (record), pd_record_get_id (record), kind);

  mutation->base_revision = pd_record_get_revision (record);
  return mutation;
}

/**
 * issuing_command: somebody who has the record as it is now gives a command.
 *
 * Returns: (transfer full) (nullable): %NULL when there is no platform or no record, or it died over it
 */
PdResult *
issuing_command (Issuing *issuing,
                 const PdRecordType *type,
                 const char *id,
                 const char *command,
                 const char *reason)
{
  g_autoptr (PdRecord) record = issuing_read (issuing, type, id);
  PdMutation *mutation;
  PdResult *result;

  if (record == NULL)
    return NULL;
  mutation = mutation_new (issuing, record, PD_MUTATION_COMMAND);
  mutation->command = g_strdup (command);
  mutation->reason = g_strdup (reason);
  mutation->total = pd_workflow_total (record);
  result = push (issuing, mutation);
  issuing_trace (issuing, "%s %s: %s %s", command, pd_record_get_state (record),
                 result != NULL ? pd_outcome_name (result->outcome) : "nobody answers",
                 result != NULL && result->code != NULL ? result->code : "");
  return result;
}

/** issuing_save: a new record. Returns: whether it was taken */
gboolean
issuing_save (Issuing *issuing, PdRecord *record)
{
  PdMutation *mutation;
  g_autoptr (PdResult) result = NULL;

  if (issuing->platform == NULL)
    return FALSE;
  mutation = mutation_new (issuing, record, PD_MUTATION_CREATE);
  mutation->base_revision = 0;
  mutation->record = pd_record_copy (record);
  pd_record_set_revision (mutation->record, 0);
  result = push (issuing, mutation);
  if (result != NULL && result->outcome != PD_OUTCOME_OK)
    issuing_fail (issuing, "an order is not taken: %s", result->message);
  return result != NULL;
}

gboolean
issuing_change (Issuing *issuing, const PdRecord *before, const PdRecord *after)
{
  PdMutation *mutation = mutation_new (issuing, before, PD_MUTATION_PATCH);
  g_autoptr (PdResult) result = NULL;

  mutation->patch = pd_diff (before, after);
  result = push (issuing, mutation);
  return result != NULL && result->outcome == PD_OUTCOME_OK;
}

/** issuing_read: Returns: (transfer full) (nullable): as the platform has it; %NULL when it has none, or is not there */
PdRecord *
issuing_read (Issuing *issuing, const PdRecordType *type, const char *id)
{
  g_autoptr (GError) error = NULL;
  PdRecord *record = NULL;

  if (issuing->platform == NULL || id == NULL)
    return NULL;
  if (!pd_platform_read_record (issuing->platform, issuing->tenant, type, id, &record, &error) &&
      !sim_disk_is_down (issuing->disk))
    issuing_fail (issuing, "%s", error->message);
  return record;
}

PdRecord *
issuing_read_bureau (Issuing *issuing)
{
  g_autoptr (GError) error = NULL;
  PdRecord *bureau = NULL;

  if (issuing->platform != NULL)
    pd_platform_read_bureau (issuing->platform, issuing->tenant, &bureau, &error);
  return bureau;
}

/** issuing_list: Returns: (transfer full) (element-type utf8): the first column of what the platform's database says */
GPtrArray *
issuing_list (Issuing *issuing, const char *sql)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PdPlatformRows) rows = NULL;

  if (issuing->platform == NULL)
    return list;
  rows = pd_platform_sql_query (issuing->platform->sql, &error, sql, "");
  while (rows != NULL && pd_platform_rows_next (rows, &error) == PD_PLATFORM_STEP_ROW)
    g_ptr_array_add (list, g_strdup (pd_platform_rows_text (rows, 0)));
  if (error != NULL && !sim_disk_is_down (issuing->disk))
    issuing_fail (issuing, "%s", error->message);
  return list;
}
