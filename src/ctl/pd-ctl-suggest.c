/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-suggest.h"

#include "ctl/pd-ctl-import.h"
#include "ctl/pd-ctl-table.h"
#include "document/pd-tax-code-file.h"
#include "model/pd-suggest-service.h"
#include "store/pd-store-suggest.h"

#include <glib/gi18n-lib.h>

#define SUGGESTIONS 5

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_suggest_codes (session, data, cancellable, error);
}

static gboolean
read_table (PdCtl *ctl, PdSuggest *suggest, GError **error)
{
  const char *path = pd_ctl_arguments_get (ctl->arguments, "table");
  g_autoptr (PdSheetBook) book = NULL;
  guint n_codes;

  if (path == NULL)
    return TRUE;
  book = pd_ctl_load_book (ctl, path, error);
  return book != NULL && pd_tax_code_file_read (book, suggest, &n_codes, error);
}

/* --- the answers */

static void
print_code (PdCtl *ctl, PdCtlTable *table, const PdSuggestion *suggestion)
{
  g_autofree char *sentence = pd_suggestion_code_sentence (suggestion);

  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "code", suggestion->label);
  if (suggestion->note != NULL)
    pd_ctl_json_string (ctl->document, "short_name", suggestion->note);
  pd_ctl_json_integer (ctl->document, "score", suggestion->score);
  pd_ctl_json_integer (ctl->document, "goods", suggestion->n[PD_SUGGEST_GOOD]);
  pd_ctl_json_integer (ctl->document, "invoice_names", suggestion->n[PD_SUGGEST_PAST]);
  pd_ctl_json_integer (ctl->document, "table_names", suggestion->n[PD_SUGGEST_TABLE]);
  pd_ctl_json_string (ctl->document, "example", suggestion->example);
  pd_ctl_json_string (ctl->document, "words", suggestion->words);
  pd_ctl_json_string (ctl->document, "reason", sentence);
  pd_ctl_json_close (ctl->document, '}');
  pd_ctl_table_add (table, suggestion->label);
  pd_ctl_table_add (table, suggestion->note != NULL ? suggestion->note : "");
  pd_ctl_table_take (table, g_strdup_printf ("%u", suggestion->score));
  pd_ctl_table_add (table, sentence);
}

/**
 * pd_ctl_good_suggest_code:
 *
 * Suggests tax codes for a good's name, out of the goods and invoices on this computer and of a table, and says why.
 */
gboolean
pd_ctl_good_suggest_code (PdCtl *ctl, GError **error)
{
  g_autoptr (PdSuggest) suggest = pd_suggest_new ();
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (4);
  g_autoptr (GPtrArray) found = NULL;

  if (!pd_store_read (ctl->store, read_job, suggest, ctl->cancellable, error) ||
      !read_table (ctl, suggest, error))
    return FALSE;
  found = pd_suggest_find (suggest, pd_ctl_arguments_positional (ctl->arguments, 0), SUGGESTIONS);
  pd_ctl_table_add (table, _ ("Tax classification code"));
  pd_ctl_table_add (table, _ ("Tax classification name"));
  pd_ctl_table_add (table, _ ("Score"));
  pd_ctl_table_set_right (table, 2);
  pd_ctl_table_add (table, _ ("Why"));
  pd_ctl_json_open (ctl->document, "suggestions", '[');
  for (guint i = 0; i < found->len; i++)
    print_code (ctl, table, found->pdata[i]);
  pd_ctl_json_close (ctl->document, ']');
  if (!ctl->arguments->json && found->len > 0)
    pd_ctl_table_write (table, ctl->out);
  if (found->len == 0)
    pd_ctl_say (ctl, _ ("No code is suggested: nothing with such words is known here."));
  else
    pd_ctl_say (ctl, _ ("These are suggestions only; which code is right is yours to decide."));
  return TRUE;
}

/**
 * pd_ctl_order_suggest_service:
 *
 * Suggests which kind of service a description speaks of, and says why.
 */
gboolean
pd_ctl_order_suggest_service (PdCtl *ctl, GError **error)
{
  g_autoptr (GPtrArray) found = pd_suggest_services (NULL, pd_ctl_arguments_positional (ctl->arguments, 0));
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (3);

  pd_ctl_json_open (ctl->document, "suggestions", '[');
  for (guint i = 0; i < found->len; i++)
    {
      const PdServiceSuggestion *suggestion = found->pdata[i];
      g_autofree char *sentence = pd_service_suggestion_sentence (suggestion);

      pd_ctl_json_open (ctl->document, NULL, '{');
      pd_ctl_json_string (ctl->document, "service", suggestion->service);
      pd_ctl_json_integer (ctl->document, "score", suggestion->score);
      pd_ctl_json_string (ctl->document, "reason", sentence);
      pd_ctl_json_close (ctl->document, '}');
      pd_ctl_table_add (table, suggestion->service);
      pd_ctl_table_take (table, g_strdup_printf ("%u", suggestion->score));
      pd_ctl_table_add (table, sentence);
    }
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_json_boolean (ctl->document, "sure", pd_suggest_services_are_sure (found));
  if (!ctl->arguments->json && found->len > 0)
    pd_ctl_table_write (table, ctl->out);
  if (found->len == 0)
    pd_ctl_say (ctl, _ ("Nothing in the description tells which kind of service it is."));
  else if (!pd_suggest_services_are_sure (found))
    pd_ctl_say (ctl, _ ("This is not sure enough to be filled in."));
  return TRUE;
}
