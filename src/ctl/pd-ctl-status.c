/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-status.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "store/pd-store-list.h"
#include "store/pd-store-outbox.h"
#include "sync/pd-sync-waiting.h"

#include <glib/gi18n-lib.h>

/* Of the outbox, a person is shown this much; a document has all of it. */
#define MAX_SHOWN 20
#define MAX_LISTED 1000

/** Standing: what the cache says. */
typedef struct
{
  GPtrArray *outbox; /* (owned) of PdStoreOutboxEntry */
  PdStoreCounts counts;
  gint64 last_success; /* microseconds, 0: never */
  char *trouble_text;  /* (owned) (nullable) why the last attempt failed */
  PdSyncTrouble trouble;
  PdSyncSituation situation;
  GPtrArray *waiting; /* (owned) of PdSyncWaiting */
} Standing;

static void
standing_clear (Standing *standing)
{
  g_clear_pointer (&standing->outbox, g_ptr_array_unref);
  g_clear_pointer (&standing->waiting, g_ptr_array_unref);
  g_clear_pointer (&standing->trouble_text, g_free);
}

static gboolean
status_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Standing *standing = data;
  g_autofree char *last = pd_store_get_meta (session, PD_STORE_META_LAST_SUCCESS, NULL);

  standing->last_success = last != NULL ? g_ascii_strtoll (last, NULL, 10) : 0;
  standing->trouble_text = pd_store_get_meta (session, PD_STORE_META_LAST_FAILURE, NULL);
  if (pd_sync_trouble_from_text (standing->trouble_text, &standing->trouble))
    {
      standing->situation.failure = standing->trouble.failure;
      /* The program that planned it may have ended since. */
      standing->situation.next_try =
          standing->trouble.next_try > g_get_real_time () ? standing->trouble.next_try : 0;
    }
  standing->situation.has_network = TRUE;
  standing->waiting = pd_sync_waiting_list (session, &standing->situation, MAX_LISTED, error);
  standing->outbox = standing->waiting != NULL ? pd_store_list_outbox (session, error) : NULL;
  return standing->outbox != NULL && pd_store_get_counts (session, &standing->counts, error);
}

/* Whether the token is still kept; the platform is not asked, so that this works without a network. */
static gboolean
has_token (PdCtl *ctl, const PdSyncAccount *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  char *token;

  if (account == NULL)
    return FALSE;
  pd_sync_account_load_token_async (account, ctl->cancellable, pd_ctl_finish_cb, &result);
  token = pd_sync_account_load_token_finish (pd_ctl_wait (&result), NULL);
  g_free (token);
  return token != NULL;
}

static const char *
entry_word (const PdStoreOutboxEntry *entry)
{
  return entry->mutation->kind == PD_MUTATION_COMMAND ? entry->mutation->command
                                                      : pd_mutation_kind_name (entry->mutation->kind);
}

static const char *
entry_words (const PdStoreOutboxEntry *entry)
{
  switch (entry->mutation->kind)
    {
    case PD_MUTATION_CREATE:
      return _ ("entered");
    case PD_MUTATION_PATCH:
      return _ ("changed");
    case PD_MUTATION_DELETE:
      return _ ("deleted");
    case PD_MUTATION_COMMAND:
    default:
      return pd_ctl_command_words (entry->mutation->type, entry->mutation->command);
    }
}

static void
json_outbox (PdCtlJson *json, GPtrArray *outbox)
{
  pd_ctl_json_open (json, "outbox", '[');
  for (guint i = 0; i < outbox->len; i++)
    {
      const PdStoreOutboxEntry *entry = g_ptr_array_index (outbox, i);

      pd_ctl_json_open (json, NULL, '{');
      pd_ctl_json_string (json, "id", entry->mutation->id);
      pd_ctl_json_string (json, "type", entry->mutation->type->name);
      pd_ctl_json_string (json, "record_id", entry->mutation->record_id);
      pd_ctl_json_string (json, "title", entry->title);
      pd_ctl_json_string (json, "change", entry_word (entry));
      pd_ctl_json_string (json, "state", pd_ctl_row_state_name (entry->state));
      pd_ctl_json_integer (json, "made_at", entry->mutation->made_at);
      pd_ctl_json_close (json, '}');
    }
  pd_ctl_json_close (json, ']');
}

static void
json_waiting (PdCtlJson *json, const Standing *standing)
{
  if (standing->trouble.failure != PD_SYNC_FAILURE_NONE)
    {
      pd_ctl_json_open (json, "trouble", '{');
      pd_ctl_json_string (json, "code", pd_sync_failure_name (standing->trouble.failure));
      pd_ctl_json_string (json, "message", standing->trouble.message);
      pd_ctl_json_integer (json, "at", standing->trouble.at);
      pd_ctl_json_integer (json, "next_try", standing->situation.next_try);
      pd_ctl_json_close (json, '}');
    }
  pd_ctl_json_open (json, "reasons", '[');
  for (guint i = 0; i < standing->waiting->len; i++)
    {
      const PdSyncWaiting *waiting = g_ptr_array_index (standing->waiting, i);

      pd_ctl_json_open (json, NULL, '{');
      pd_ctl_json_string (json, "type", waiting->type->name);
      pd_ctl_json_string (json, "record_id", waiting->record_id);
      pd_ctl_json_string (json, "title", waiting->title);
      pd_ctl_json_string (json, "code", waiting->code);
      pd_ctl_json_string (json, "reason", waiting->reason);
      pd_ctl_json_boolean (json, "stuck", waiting->stuck);
      pd_ctl_json_integer (json, "changes", waiting->n_changes);
      pd_ctl_json_close (json, '}');
    }
  pd_ctl_json_close (json, ']');
}

static void
json_status (PdCtl *ctl, const PdSyncAccount *account, gboolean signed_in, const Standing *standing)
{
  PdCtlJson *json = ctl->document;

  pd_ctl_json_string (json, "data", ctl->data_dir);
  pd_ctl_json_integer (json, "schema", pd_store_get_schema_version ());
  pd_ctl_json_boolean (json, "signed_in", signed_in);
  if (account != NULL)
    {
      pd_ctl_json_open (json, "account", '{');
      pd_ctl_json_string (json, "server", account->server);
      pd_ctl_json_string (json, "user", account->user);
      pd_ctl_json_string (json, "role", account->role);
      pd_ctl_json_string (json, "company", account->company);
      pd_ctl_json_close (json, '}');
    }
  pd_ctl_json_integer (json, "waiting", standing->counts.waiting);
  pd_ctl_json_integer (json, "in_flight", standing->counts.in_flight);
  pd_ctl_json_integer (json, "conflicts", standing->counts.conflicts);
  pd_ctl_json_integer (json, "last_success", standing->last_success);
  json_outbox (json, standing->outbox);
  json_waiting (json, standing);
}

static void
print_outbox (PdCtl *ctl, GPtrArray *outbox)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (5);

  for (guint i = 0; i < MIN (outbox->len, MAX_SHOWN); i++)
    {
      const PdStoreOutboxEntry *entry = g_ptr_array_index (outbox, i);

      pd_ctl_table_add (table, "");
      pd_ctl_table_add (table, _ (entry->mutation->type->label));
      pd_ctl_table_add (table, entry->title != NULL ? entry->title : entry->mutation->record_id);
      pd_ctl_table_add (table, entry_words (entry));
      pd_ctl_table_take (table, pd_ctl_standing_text (entry->mutation->type, entry->state, NULL));
    }
  pd_ctl_table_write (table, ctl->out);
  if (outbox->len > MAX_SHOWN)
    pd_ctl_print (ctl, _ ("  … and %u more."), outbox->len - MAX_SHOWN);
}

/* What is stuck first, each with what a person can do about it. */
static void
print_reasons (PdCtl *ctl, GPtrArray *waiting)
{
  for (guint i = 0; i < MIN (waiting->len, MAX_SHOWN); i++)
    {
      const PdSyncWaiting *entry = g_ptr_array_index (waiting, i);

      if (entry->stuck)
        pd_ctl_print (ctl, _ ("  %1$s %2$s: %3$s"), _ (entry->type->label),
                      entry->title != NULL ? entry->title : entry->record_id, entry->reason);
    }
}

static void
add_pair (PdCtlTable *table, const char *name, char *value)
{
  pd_ctl_table_add (table, name);
  pd_ctl_table_take (table, value);
}

static void
print_status (PdCtl *ctl, const PdSyncAccount *account, gboolean signed_in, const Standing *standing)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (2);

  if (account == NULL)
    add_pair (table, _ ("Account"), g_strdup (_ ("nobody has signed in yet")));
  else
    add_pair (table, _ ("Account"),
              g_strdup_printf (signed_in ? _ ("%1$s at %2$s for %3$s")
                                         : _ ("%1$s at %2$s for %3$s, signed out"),
                               account->user, account->server,
                               account->company != NULL ? account->company : ""));
  add_pair (table, _ ("Last synchronised"),
            standing->last_success > 0 ? pd_ctl_time_text (standing->last_success) : g_strdup (_ ("never")));
  if (standing->trouble.failure != PD_SYNC_FAILURE_NONE)
    {
      g_autofree char *time = pd_ctl_time_text (standing->trouble.at);

      add_pair (table, _ ("Last attempt"),
                g_strdup_printf (_ ("%1$s: %2$s"), time, pd_sync_failure_words (standing->trouble.failure)));
      if (standing->situation.next_try > 0)
        add_pair (table, _ ("Next attempt"), pd_ctl_time_text (standing->situation.next_try));
    }
  add_pair (table, _ ("Waiting to be sent"), g_strdup_printf ("%u", standing->counts.waiting));
  add_pair (table, _ ("On the way"), g_strdup_printf ("%u", standing->counts.in_flight));
  add_pair (table, _ ("Conflicts"), g_strdup_printf ("%u", standing->counts.conflicts));
  add_pair (table, _ ("Data"), g_strdup (ctl->data_dir));
  add_pair (table, _ ("Schema"), g_strdup_printf ("%u", pd_store_get_schema_version ()));
  pd_ctl_table_write (table, ctl->out);
  if (standing->trouble.failure != PD_SYNC_FAILURE_NONE)
    pd_ctl_print (ctl, "%s", standing->trouble.message);
  if (standing->outbox->len > 0)
    print_outbox (ctl, standing->outbox);
  print_reasons (ctl, standing->waiting);
}

/**
 * pd_ctl_status:
 *
 * Says who is signed in, what waits to be sent and what a person has to decide.
 */
gboolean
pd_ctl_status (PdCtl *ctl, GError **error)
{
  Standing standing = { 0 };
  g_autoptr (PdSyncAccount) account = NULL;
  gboolean signed_in;

  if (!pd_ctl_load_account (ctl, &account, error))
    return FALSE;
  signed_in = has_token (ctl, account);
  standing.situation.signed_in = signed_in;
  if (!pd_store_read (ctl->store, status_job, &standing, ctl->cancellable, error))
    {
      standing_clear (&standing);
      return FALSE;
    }
  if (ctl->arguments->json)
    json_status (ctl, account, signed_in, &standing);
  else
    print_status (ctl, account, signed_in, &standing);
  standing_clear (&standing);
  return TRUE;
}
