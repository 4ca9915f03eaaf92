/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-expected.h"

#include "model/pd-workflow.h"
#include "store/pd-store-pending.h"

/* What a record will be when the platform has taken what waits for it. */

/**
 * pd_expected_record:
 * @theirs: (nullable): the platform's version
 * @rows: (element-type PdOutboxRow): what waits, oldest first
 *
 * Returns: (transfer full) (nullable): the record as it will be when all of @rows have been accepted, as far as that can
 *   be foreseen
 */
PdRecord *
pd_expected_record (const PdRecord *theirs, GPtrArray *rows)
{
  g_autoptr (PdRecord) record = theirs != NULL ? pd_record_copy (theirs) : NULL;

  for (guint i = 0; i < rows->len; i++)
    {
      const PdMutation *mutation = ((const PdOutboxRow *) g_ptr_array_index (rows, i))->mutation;
      PdRecord *next = NULL;

      if (mutation->kind == PD_MUTATION_CREATE)
        next = pd_record_copy (mutation->record);
      else if (mutation->kind == PD_MUTATION_PATCH && record != NULL)
        next = pd_patch_apply (mutation->patch, record, NULL);
      else if (mutation->kind == PD_MUTATION_COMMAND && record != NULL)
        pd_workflow_foresee (record, mutation->command, mutation->reason, mutation->made_at);
      if (next == NULL)
        continue;
      g_clear_pointer (&record, pd_record_unref);
      record = next;
    }
  return g_steal_pointer (&record);
}

/**
 * pd_expected_forget:
 * @record: a record as its author sees it; changed in place
 * @theirs: (nullable): the platform's version
 *
 * Takes out of it what was foreseen: where it is, the platform alone says.
 */
void
pd_expected_forget (PdRecord *record, const PdRecord *theirs)
{
  const PdRecordType *type = pd_record_get_record_type (record);

  for (guint field = 0; field < type->n_fields; field++)
    if (type->fields[field].merge == PD_MERGE_SERVER && theirs != NULL)
      pd_record_copy_field (record, theirs, field);
    else if (type->fields[field].merge == PD_MERGE_SERVER)
      pd_record_clear (record, field);
  if (theirs == NULL && type->initial_state != NULL)
    pd_record_set_text (record, (guint) type->state_field, type->initial_state);
}

/**
 * pd_expected_foresee:
 * @record: a record as its author sees it; changed in place
 * @theirs: (nullable): the platform's version
 * @rows: (element-type PdOutboxRow): what waits, oldest first
 *
 * Puts it where the commands that wait will have moved it; its content stays.
 */
void
pd_expected_foresee (PdRecord *record, const PdRecord *theirs, GPtrArray *rows)
{
  pd_expected_forget (record, theirs);
  for (guint i = 0; i < rows->len; i++)
    {
      const PdMutation *mutation = ((const PdOutboxRow *) g_ptr_array_index (rows, i))->mutation;

      if (mutation->kind == PD_MUTATION_COMMAND)
        pd_workflow_foresee (record, mutation->command, mutation->reason, mutation->made_at);
    }
}
