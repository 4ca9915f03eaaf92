/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-mutation.h"

static const char *const kind_names[] = {
  [PD_MUTATION_CREATE] = "create",
  [PD_MUTATION_PATCH] = "patch",
  [PD_MUTATION_COMMAND] = "command",
  [PD_MUTATION_DELETE] = "delete",
};

static const char *const outcome_names[] = {
  [PD_OUTCOME_OK] = "ok",
  [PD_OUTCOME_CONFLICT] = "conflict",
  [PD_OUTCOME_REJECTED] = "rejected",
  [PD_OUTCOME_REUSED] = "reused",
};

/**
 * pd_mutation_new:
 * @id: its idempotency key, a UUID
 * @type: the record's type
 * @record_id: the record's id
 * @kind: what is done to it
 *
 * Returns: (transfer full): a mutation that has nothing else set
 */
PdMutation *
pd_mutation_new (const char *id, const PdRecordType *type, const char *record_id, PdMutationKind kind)
{
  PdMutation *mutation = g_new0 (PdMutation, 1);

  mutation->id = g_strdup (id);
  mutation->type = type;
  mutation->record_id = g_strdup (record_id);
  mutation->kind = kind;
  return mutation;
}

void
pd_mutation_free (PdMutation *mutation)
{
  g_free (mutation->id);
  g_free (mutation->record_id);
  g_clear_pointer (&mutation->record, pd_record_unref);
  g_clear_pointer (&mutation->patch, pd_patch_unref);
  g_free (mutation->command);
  g_free (mutation->reason);
  g_free (mutation);
}

const char *
pd_mutation_kind_name (PdMutationKind kind)
{
  return kind_names[kind];
}

gboolean
pd_mutation_kind_parse (const char *name, PdMutationKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++)
    if (g_strcmp0 (kind_names[i], name) == 0)
      {
        *kind = (PdMutationKind) i;
        return TRUE;
      }
  return FALSE;
}

PdResult *
pd_result_new (const char *mutation_id, PdOutcome outcome)
{
  PdResult *result = g_new0 (PdResult, 1);

  result->mutation_id = g_strdup (mutation_id);
  result->outcome = outcome;
  return result;
}

void
pd_result_free (PdResult *result)
{
  g_free (result->mutation_id);
  g_free (result->code);
  g_free (result->path);
  g_free (result->message);
  g_strfreev (result->atoms);
  g_free (result->payload_hash);
  g_free (result->content_hash);
  g_clear_pointer (&result->record, pd_record_unref);
  g_free (result);
}

const char *
pd_outcome_name (PdOutcome outcome)
{
  return outcome_names[outcome];
}

gboolean
pd_outcome_parse (const char *name, PdOutcome *outcome)
{
  for (guint i = 0; i < G_N_ELEMENTS (outcome_names); i++)
    if (g_strcmp0 (outcome_names[i], name) == 0)
      {
        *outcome = (PdOutcome) i;
        return TRUE;
      }
  return FALSE;
}
