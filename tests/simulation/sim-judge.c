/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "model/pd-order.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-documents.h"
#include "wire/pd-wire.h"

#include <string.h>

/* What the platform answered is compared with what it was asked and with what it had, by rules of this file's own. */

static char *
answer_text (const PdResult *result)
{
  PdResult *copy = pd_result_new (result->mutation_id, result->outcome);
  char *text;

  copy->code = g_strdup (result->code);
  copy->path = g_strdup (result->path);
  copy->content_hash = g_strdup (result->content_hash);
  copy->record = result->record != NULL ? pd_record_ref (result->record) : NULL;
  text = pd_wire_result_to_text (copy);
  pd_result_free (copy);
  return text;
}

/* What was told briefly is told whole, as it is by then, whenever it is asked for again. */
static gboolean
is_same_answer (const char *first, const char *text, const PdResult *result)
{
  g_autoptr (PdResult) before = pd_wire_result_from_text (first, -1, NULL);

  if (g_str_equal (first, text))
    return TRUE;
  return before != NULL && before->outcome == PD_OUTCOME_OK && result->outcome == PD_OUTCOME_OK &&
         result->replayed && g_strcmp0 (result->code, before->code) == 0 && before->record != NULL &&
         (result->record == NULL ||
          pd_record_get_revision (result->record) >= pd_record_get_revision (before->record));
}

/* What a mutation says, whenever it was sent. */
static char *
payload_text (PdMutation *mutation)
{
  gint64 counter = mutation->counter;
  char *text;

  mutation->counter = 0;
  text = pd_wire_mutation_to_text (mutation);
  mutation->counter = counter;
  return text;
}

/* I2: the same question has the same answer. */
static void
judge_repeat (Sim *sim, const PdResult *result, PdMutation *mutation)
{
  g_autofree char *text = answer_text (result);
  const char *first = g_hash_table_lookup (sim->results, result->mutation_id);
  const char *sent = g_hash_table_lookup (sim->sent, result->mutation_id);

  /* Of two copies of one desktop each may have sent its own: what was answered first is what is kept. */
  if (first == NULL && mutation != NULL && result->outcome != PD_OUTCOME_REUSED)
    g_hash_table_insert (sim->sent, g_strdup (mutation->id), payload_text (mutation));
  if (result->outcome == PD_OUTCOME_REUSED)
    {
      g_autofree char *payload = NULL;

      if (mutation == NULL || first == NULL || sent == NULL)
        return;
      payload = payload_text (mutation);
      if (g_str_equal (payload, sent))
        sim_fail (sim, "I2", "%s was answered before and is called used now", result->mutation_id);
      return;
    }
  if (first == NULL)
    g_hash_table_insert (sim->results, g_strdup (result->mutation_id), g_steal_pointer (&text));
  else if (!is_same_answer (first, text, result))
    sim_fail (sim, "I2", "%s was answered twice, differently: %.300s / %.300s", result->mutation_id, first,
              text);
}

static gboolean
same_atom (const PdRecord *current, const PdRecord *seen, const char *atom)
{
  const PdRecordType *type = pd_record_get_record_type (current);

  for (guint i = 0; i < type->n_fields; i++)
    if (g_strcmp0 (pd_field_atom (&type->fields[i]), atom) == 0 && pd_field_is_mergeable (&type->fields[i]) &&
        !pd_record_field_equal (current, seen, i))
      return FALSE;
  return TRUE;
}

static gboolean
is_overwritten (const PdRecordType *type, const char *atom)
{
  for (guint i = 0; i < type->n_fields; i++)
    if (g_strcmp0 (pd_field_atom (&type->fields[i]), atom) == 0)
      return type->fields[i].merge == PD_MERGE_CHANGED;
  return FALSE;
}

/* I13 and I11: what was replaced was what its author saw; a line went only as its author saw it. */
static void
judge_change (Sim *sim, const PdPatch *patch, const PdChange *change, const PdRecord *before)
{
  const PdRecord *owner =
      change->list >= 0 ? pd_record_find_line (before, (guint) change->list, change->line_id) : before;
  g_autofree char *path = pd_change_path (patch, change);

  if (change->kind == PD_CHANGE_ADD || owner == NULL)
    return;
  if (change->kind == PD_CHANGE_REMOVE)
    {
      const PdRecordType *type = pd_record_get_record_type (owner);

      for (guint i = 0; i < type->n_fields; i++)
        if (type->fields[i].merge == PD_MERGE_CHANGED && !pd_record_field_equal (owner, change->before, i))
          sim_fail (sim, "I11", "line %s of %s went with a %s that its remover had not seen", change->line_id,
                    pd_record_get_id (before), type->fields[i].name);
      return;
    }
  if (is_overwritten (pd_record_get_record_type (owner), change->atom) &&
      !same_atom (owner, change->before, change->atom) && !same_atom (owner, change->after, change->atom))
    sim_fail (sim, "I13", "%s of %s was overwritten by somebody who had not seen it", path,
              pd_record_get_id (before));
}

/* I6: what is issued is what its issuer saw, to the last character that a merge could change. */
static void
judge_command (Sim *sim, const PdMutation *mutation, const PdRecord *after)
{
  const SimSeen *seen = g_hash_table_lookup (sim->seen, mutation->id);
  g_autoptr (PdPatch) patch = NULL;

  if (mutation->total != pd_workflow_total (after))
    sim_fail (sim, "I6", "%s of %s: its author saw %" G_GINT64_FORMAT " fen, it has %" G_GINT64_FORMAT,
              mutation->command, mutation->record_id, mutation->total, pd_workflow_total (after));
  if (g_strcmp0 (mutation->command, "issue") == 0)
    sim_check_issued_files (sim, after);
  if (seen == NULL || g_strcmp0 (mutation->command, "issue") != 0)
    return;
  patch = pd_diff (seen->view, after);
  if (pd_patch_get_n_changes (patch) > 0)
    {
      g_autofree char *text = pd_wire_patch_to_text (patch);

      sim_fail (sim, "I6", "%s was issued otherwise than its issuer saw it: %.400s", mutation->record_id,
                text);
    }
}

static void
judge_effect (Sim *sim, const PdMutation *mutation, const PdResult *result)
{
  gint64 revision = pd_record_get_revision (result->record);
  const SimVersion *before = sim_history_revision (sim, mutation->record_id, revision - 1);

  switch (mutation->kind)
    {
    case PD_MUTATION_PATCH:
      for (guint i = 0; before != NULL && i < pd_patch_get_n_changes (mutation->patch); i++)
        judge_change (sim, mutation->patch, pd_patch_get_change (mutation->patch, i), before->record);
      break;
    case PD_MUTATION_COMMAND:
      judge_command (sim, mutation, result->record);
      break;
    case PD_MUTATION_DELETE:
      if (before != NULL && mutation->base_revision != revision - 1)
        sim_fail (sim, "I17", "%s was deleted by somebody who had seen revision %" G_GINT64_FORMAT,
                  mutation->record_id, mutation->base_revision);
      break;
    case PD_MUTATION_CREATE:
    default:
      break;
    }
}

static PdMutation *
find_mutation (const PdWirePush *push, const char *id)
{
  for (guint i = 0; i < push->mutations->len; i++)
    {
      PdMutation *mutation = g_ptr_array_index (push->mutations, i);

      if (g_str_equal (mutation->id, id))
        return mutation;
    }
  return NULL;
}

/* I2: what a mutation says never changes once it has been sent. */
static void
judge_payload (Sim *sim, PdMutation *mutation)
{
  g_autofree char *text = payload_text (mutation);
  const char *first = g_hash_table_lookup (sim->sent, mutation->id);

  if (first == NULL)
    g_hash_table_insert (sim->sent, g_strdup (mutation->id), g_steal_pointer (&text));
  else if (!g_str_equal (first, text) && !sim->rolled_back)
    sim_fail (sim, "I2", "%s was sent twice with different content", mutation->id);
}

/* I18: nobody goes on in a history that is over, nor in one that they do not know. */
static void
judge_epoch (Sim *sim, const PdWirePush *push)
{
  PdPlatformHead head;

  if (push->epoch == NULL || *push->epoch == '\0')
    sim_fail (sim, "I18", "a change was sent before its desktop knew any history");
  else if (pd_platform_get_head (sim->platform.platform, sim->platform.tenants[0], &head, NULL) &&
           !g_str_equal (push->epoch, head.epoch))
    sim_fail (sim, "I18", "a change on top of a history that is over was taken");
}

void
sim_judge_push (SimDesktop *desktop, GBytes *body, const PdPlatformResponse *response, gint64 head_before)
{
  Sim *sim = desktop->sim;
  g_autoptr (PdWirePush) push =
      pd_wire_push_from_text (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), NULL);
  g_autoptr (GPtrArray) results =
      pd_wire_results_from_text (g_bytes_get_data (response->body, NULL),
                                 (gssize) g_bytes_get_size (response->body), NULL);

  if (push == NULL || results == NULL || results->len != push->entries->len)
    {
      sim_fail (sim, "P", "a push and its answer do not fit");
      return;
    }
  judge_epoch (sim, push);
  for (guint i = 0; i < push->mutations->len; i++)
    judge_payload (sim, g_ptr_array_index (push->mutations, i));
  for (guint i = 0; i < results->len; i++)
    {
      const PdResult *result = g_ptr_array_index (results, i);
      PdMutation *mutation = find_mutation (push, result->mutation_id);

      sim_trace (sim, "result %s: %s%s %s", result->mutation_id, pd_outcome_name (result->outcome),
                 result->replayed ? " again" : "", result->code != NULL ? result->code : "");
      judge_repeat (sim, result, mutation);
      if (result->outcome == PD_OUTCOME_CONFLICT)
        sim->statistics.conflicts++;
      if (mutation != NULL && result->outcome == PD_OUTCOME_OK && !result->replayed &&
          result->record != NULL && pd_record_get_sequence (result->record) > head_before)
        judge_effect (sim, mutation, result);
    }
}

void
sim_judge_pull (SimDesktop *desktop, const PdPlatformResponse *response)
{
  Sim *sim = desktop->sim;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdWirePage) page = pd_wire_page_from_text (g_bytes_get_data (response->body, NULL),
                                                        (gssize) g_bytes_get_size (response->body), &error);

  if (page == NULL)
    {
      sim_fail (sim, "P", "the platform's page cannot be read: %s", error->message);
      return;
    }
  for (guint i = 0; i < page->results->len; i++)
    judge_repeat (sim, g_ptr_array_index (page->results, i), NULL);
}
