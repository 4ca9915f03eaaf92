/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-sabotage.h"

#include "platform/pd-platform-documents.h"
#include "model/pd-order.h"
#include "model/pd-workflow.h"
#include "wire/pd-wire.h"

#include <string.h>

/* The planted bugs of the platform's side: what it is asked, what it has and what it answers is altered here, so that
 * the product's code stays as it is. */

static const struct
{
  const char *name;
  const char *story;
} bugs[SIM_N_BUGS] = {
  [SIM_BUG_NONE] = { "none", "" },
  [SIM_BUG_ACCEPT_TRUNCATED] = { "accept_truncated", "a page that was cut off is taken, with its cursor" },
  [SIM_BUG_ACCEPT_STALE] = { "accept_stale", "an answer older than what is known is taken" },
  [SIM_BUG_NO_DEDUPE] = { "no_dedupe", "the platform forgets which changes it has decided" },
  [SIM_BUG_NEW_ID_ON_RETRY] = { "new_id_on_retry", "what is sent again gets a new id" },
  [SIM_BUG_SERVER_LWW] = { "server_lww", "the platform takes the last value, whatever its author saw" },
  [SIM_BUG_OVERWRITE_DIRTY] = { "overwrite_dirty", "what comes replaces what waits" },
  [SIM_BUG_DROP_REJECTED] = { "drop_rejected", "what the platform refuses is forgotten" },
  [SIM_BUG_DELETE_WINS] = { "delete_wins", "a deletion destroys what its author had not seen" },
  [SIM_BUG_ISSUE_NO_CAS] = { "issue_no_cas", "an invoice is issued whatever its issuer saw" },
  [SIM_BUG_MUTABLE_ISSUED] = { "mutable_issued", "an order under an invoice can be changed" },
  [SIM_BUG_CURSOR_FIRST] = { "cursor_first", "the cursor is on the disk before the records" },
  [SIM_BUG_SKIP_ROW] = { "skip_row", "the platform leaves a record out of a page" },
  [SIM_BUG_NO_HISTORY_CHECK] = { "no_history_check", "a restored platform goes on as if nothing had "
                                                     "happened, and no sums are compared" },
  [SIM_BUG_SEND_BEFORE_COMMIT] = { "send_before_commit", "a batch leaves before it is on the disk" },
  [SIM_BUG_LOSE_COMMITTED] = { "lose_committed", "a commit is not on the disk when it returns" },
  [SIM_BUG_TENANT_LEAK] = { "tenant_leak", "a page holds another company's record" },
  [SIM_BUG_RESUBMIT] = { "resubmit", "an unknown outcome is submitted again" },
  [SIM_BUG_WRONG_TOTAL] = { "wrong_total", "the platform keeps a total that is not the lines'" },
  [SIM_BUG_HOT_LOOP] = { "hot_loop", "a client believes that there is always one more page" },
  [SIM_BUG_EVICT_DIRTY] = { "evict_dirty", "what leaves takes with it what waits" },
  [SIM_BUG_IGNORE_DEPARTURE] = { "ignore_departure", "a record that has left a stream stays" },
  [SIM_BUG_GUARD_OFF] = { "guard_off", "whatever the platform takes away is taken away" },
  [SIM_BUG_DIGEST_ALL] = { "digest_all", "the sums of all streams are compared where one is kept" },
  [SIM_BUG_ROLE_AT_HEAD] = { "role_at_head", "what a role may read is looked at only when all has come" },
  [SIM_BUG_FILE_UNVERIFIED] = { "file_unverified", "a file that came is available, whatever it is" },
  [SIM_BUG_FILES_FORGED] = { "files_forged",
                             "the platform says that it has a file because a record names it" },
  [SIM_BUG_STEP_FORGOTTEN] = { "step_forgotten", "a ticket moves on and its history does not say so" },
};

const char *
sim_bug_name (SimBug bug)
{
  return bugs[bug].name;
}

const char *
sim_bug_story (SimBug bug)
{
  return bugs[bug].story;
}

/* SIM_N_BUGS when there is none of that name. */
SimBug
sim_bug_parse (const char *name)
{
  guint bug = 0;

  while (bug < SIM_N_BUGS && g_strcmp0 (bugs[bug].name, name) != 0)
    bug++;
  return (SimBug) bug;
}

static void
run (Sim *sim, const char *sql)
{
  g_autoptr (GError) error = NULL;

  if (!pd_platform_sql_script (sim->platform.platform->sql, sql, &error) &&
      !sim_disk_is_down (sim->platform.disk))
    g_error ("sabotage: %s", error->message);
}

static gboolean
is_decided (Sim *sim, const char *mutation)
{
  return sim_platform_integer (sim, "SELECT count (*) FROM applied WHERE mutation = ?", mutation) > 0;
}

static PdRecord *
current_record (Sim *sim, const PdMutation *mutation)
{
  PdRecord *record = NULL;

  pd_platform_read_record (sim->platform.platform, sim->platform.tenants[0], mutation->type,
                           mutation->record_id, &record, NULL);
  return record;
}

static void
take_atom (PdRecord *to, const PdRecord *from, const char *atom)
{
  const PdRecordType *type = pd_record_get_record_type (to);

  for (guint i = 0; i < type->n_fields; i++)
    if (g_strcmp0 (pd_field_atom (&type->fields[i]), atom) == 0)
      pd_record_copy_field (to, from, i);
}

/* The same new values, as if their author had seen what is there now. */
static PdPatch *
blind_patch (const PdPatch *patch, const PdRecord *current)
{
  g_autoptr (PdRecord) wanted = pd_record_copy (current);

  for (guint i = 0; i < pd_patch_get_n_changes (patch); i++)
    {
      const PdChange *change = pd_patch_get_change (patch, i);
      PdRecord *owner =
          change->list >= 0 ? pd_record_find_line (wanted, (guint) change->list, change->line_id) : wanted;

      if (change->kind == PD_CHANGE_SET && owner != NULL)
        take_atom (owner, change->after, change->atom);
      else if (change->kind == PD_CHANGE_ADD && owner == NULL)
        pd_record_add_line (wanted, (guint) change->list, pd_record_copy (change->after));
      else if (change->kind == PD_CHANGE_REMOVE)
        pd_record_remove_line (wanted, (guint) change->list, change->line_id);
    }
  return pd_diff (current, wanted);
}

static void
alter_mutation (Sim *sim, PdMutation *mutation)
{
  g_autoptr (PdRecord) current = NULL;

  if (is_decided (sim, mutation->id))
    return;
  current = current_record (sim, mutation);
  if (current == NULL || pd_record_is_deleted (current))
    return;
  if (sim->options->bug == SIM_BUG_SERVER_LWW && mutation->kind == PD_MUTATION_PATCH)
    {
      PdPatch *patch = blind_patch (mutation->patch, current);

      pd_patch_unref (mutation->patch);
      mutation->patch = patch;
    }
  if (sim->options->bug == SIM_BUG_DELETE_WINS && mutation->kind == PD_MUTATION_DELETE)
    mutation->base_revision = pd_record_get_revision (current);
  if (sim->options->bug == SIM_BUG_ISSUE_NO_CAS && mutation->kind == PD_MUTATION_COMMAND)
    {
      mutation->base_revision = pd_record_get_revision (current);
      mutation->total = pd_workflow_total (current);
    }
}

static GBytes *
alter_push (Sim *sim, GBytes *body)
{
  g_autoptr (PdWirePush) push =
      pd_wire_push_from_text (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), NULL);
  char *text;

  if (push == NULL)
    return NULL;
  for (guint i = 0; i < push->mutations->len; i++)
    alter_mutation (sim, g_ptr_array_index (push->mutations, i));
  text = pd_wire_push_to_text (push);
  return g_bytes_new_take (text, strlen (text));
}

/* The planted bug needs a platform that believes every cursor: it is given one that it believes. */
static char *
forge_cursor (Sim *sim, const char *target)
{
  const char *cursor = strstr (target, "cursor=1.");
  const char *end = cursor != NULL ? strchr (cursor, '&') : NULL;
  g_autofree char *text = end != NULL ? g_strndup (cursor + 7, (gsize) (end - cursor - 7)) : NULL;
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, ".", 6) : NULL;
  g_autofree char *chain = NULL;
  g_autofree char *before = NULL;
  PdPlatformHead head;
  gint64 sequence;

  if (parts == NULL || g_strv_length (parts) != 5 ||
      !pd_platform_get_head (sim->platform.platform, sim->platform.tenants[0], &head, NULL))
    return NULL;
  sequence = MIN (g_ascii_strtoll (parts[3], NULL, 10), head.sequence);
  {
    g_autoptr (PdPlatformRows) rows =
        pd_platform_sql_query (sim->platform.platform->sql, NULL,
                               "SELECT chain FROM change_log WHERE tenant = ? AND seq = ?", "ti",
                               sim->platform.tenants[0], sequence);

    if (rows == NULL || pd_platform_rows_next (rows, NULL) != PD_PLATFORM_STEP_ROW)
      return NULL;
    chain = g_strdup (pd_platform_rows_text (rows, 0));
  }
  before = g_strndup (target, (gsize) (cursor - target));
  return g_strdup_printf ("%scursor=1.%s.all.%" G_GINT64_FORMAT ".%s%s", before, head.epoch, sequence, chain,
                          end);
}

/* (transfer full) (nullable): what the platform is asked instead */
GBytes *
sim_sabotage_request (Sim *sim, const char *target, GBytes *body, char **altered_target)
{
  switch (sim->options->bug)
    {
    case SIM_BUG_NO_DEDUPE:
      run (sim, "DELETE FROM applied; DELETE FROM replica;");
      return NULL;
    case SIM_BUG_MUTABLE_ISSUED:
      if (body != NULL)
        run (sim, "UPDATE document SET body = replace (replace (body, '\"state\":\"issuing\"',"
                  " '\"state\":\"open\",\"was\":\"issuing\"'), '\"state\":\"invoiced\"',"
                  " '\"state\":\"open\",\"was\":\"invoiced\"') WHERE type = 'order'");
      return NULL;
    case SIM_BUG_SERVER_LWW:
    case SIM_BUG_DELETE_WINS:
    case SIM_BUG_ISSUE_NO_CAS:
      return body != NULL ? alter_push (sim, body) : NULL;
    case SIM_BUG_NO_HISTORY_CHECK:
      if (body == NULL)
        *altered_target = forge_cursor (sim, target);
      return NULL;
    default:
      return NULL;
    }
}

static guint
count_lines (const char *text, gsize size)
{
  guint lines = 0;

  for (gsize i = 0; i < size; i++)
    lines += text[i] == '\n';
  return lines;
}

/* A page with other lines, and a count that fits them. */
static void
replace_page (PdPlatformResponse *response, const char *lines, gssize length, const char *trailer)
{
  GString *out = g_string_new_len (lines, length);
  const char *count = strstr (trailer, "\"count\":");
  guint n = count_lines (out->str, out->len);

  g_string_append_len (out, trailer, count - trailer);
  g_string_append_printf (out, "\"count\":%u%s", n, strchr (count, ','));
  g_clear_pointer (&response->body, g_bytes_unref);
  response->body = g_string_free_to_bytes (out);
}

static void
alter_page (Sim *sim, PdPlatformResponse *response)
{
  g_autofree char *text = pd_platform_response_dup_text (response);
  char *trailer = strstr (text, "{\"end\":true");
  const char *first = strchr (text, '\n');
  g_autofree char *end = NULL;

  if (trailer == NULL || first == NULL || !sim_random_chance (&sim->network, 100))
    return;
  end = g_strdup (trailer);
  *trailer = '\0';
  if (sim->options->bug == SIM_BUG_SKIP_ROW && *text != '\0')
    replace_page (response, first + 1, -1, end);
  if (sim->options->bug == SIM_BUG_TENANT_LEAK)
    {
      g_autoptr (PdPlatformRows) rows =
          pd_platform_sql_query (sim->platform.platform->sql, NULL,
                                 "SELECT body FROM document WHERE tenant = ? LIMIT 1", "t",
                                 sim->platform.tenants[1]);
      g_autofree char *lines = NULL;

      if (rows == NULL || pd_platform_rows_next (rows, NULL) != PD_PLATFORM_STEP_ROW)
        return;
      lines = g_strconcat (text, pd_platform_rows_text (rows, 0), "\n", NULL);
      replace_page (response, lines, -1, end);
    }
}

void
sim_sabotage_answer (Sim *sim, const char *target, PdPlatformResponse *response)
{
  if (sim_disk_is_down (sim->platform.disk))
    return;
  if (sim->options->bug == SIM_BUG_MUTABLE_ISSUED)
    run (sim, "UPDATE document SET body = replace (replace (body, '\"state\":\"open\",\"was\":\"issuing\"',"
              " '\"state\":\"issuing\"'), '\"state\":\"open\",\"was\":\"invoiced\"',"
              " '\"state\":\"invoiced\"') WHERE type = 'order'");
  if (response->status == 200 && !g_str_equal (target, "/v1/sync/push") &&
      (sim->options->bug == SIM_BUG_SKIP_ROW || sim->options->bug == SIM_BUG_TENANT_LEAK))
    alter_page (sim, response);
  if (sim->options->bug == SIM_BUG_WRONG_TOTAL && g_str_equal (target, "/v1/sync/push"))
    run (sim, "UPDATE document SET body = json_set (body, '$.gross_amount', 4711)"
              " WHERE type = 'order' AND deleted = 0 AND rev = 3");
  if (sim->options->bug == SIM_BUG_STEP_FORGOTTEN && g_str_equal (target, "/v1/sync/push"))
    run (sim, "UPDATE document SET body = json_remove (body, '$.steps[#-1]')"
              " WHERE type = 'ticket' AND deleted = 0 AND rev = 3");
}

void
sim_sabotage_worker (Sim *sim)
{
  if (sim->options->bug == SIM_BUG_RESUBMIT)
    run (sim, "UPDATE submission SET state = 'queued', step = 'send' WHERE state = 'unknown'");
}
