/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-code-suggestion.h"

#include "desktop/pd-suggestion-note.h"
#include "model/pd-party.h"
#include "store/pd-store-suggest.h"

#include <glib/gi18n-lib.h>

/* While somebody types, one look is enough for what comes in quick succession, in milliseconds. */
#define PAUSE 400

/* The tax code that goods of such a name have, with the reason, to be used or dismissed; never filled in by itself. */
struct _PdCodeSuggestion
{
  GtkBox parent_instance;

  PdStore *store; /* (owned) (nullable) */
  PdSuggest
      *past;  /* (owned) (nullable) what was before; NULL until it was read, and while it is looked into */
  char *name; /* (owned) (nullable) of the good; NULL where it has its code */
  char *code; /* (owned) (nullable) what is suggested */
  char *note; /* (owned) (nullable) its short name */
  GCancellable *looking; /* (owned) (nullable) */
  gboolean again;        /* the name has changed meanwhile */
  guint pause_source;

  PdSuggestionNote *said; /* (borrowed) */
};

enum
{
  USED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdCodeSuggestion, pd_code_suggestion, GTK_TYPE_BOX)

static void look (PdCodeSuggestion *self);

/* --- looking */

typedef struct
{
  GWeakRef widget;
  PdSuggest *past;  /* (owned) (nullable) */
  char *name;       /* (owned) */
  GPtrArray *found; /* (owned) (nullable) of PdSuggestion */
} Look;

static void
look_free (gpointer data)
{
  Look *job = data;

  g_weak_ref_clear (&job->widget);
  g_clear_pointer (&job->past, pd_suggest_free);
  g_clear_pointer (&job->found, g_ptr_array_unref);
  g_free (job->name);
  g_free (job);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *job = data;

  if (job->past == NULL)
    {
      g_autoptr (PdSuggest) past = pd_suggest_new ();

      if (!pd_store_suggest_codes (session, past, cancellable, error))
        return FALSE;
      job->past = g_steal_pointer (&past);
    }
  job->found = pd_suggest_find (job->past, job->name, 1);
  return TRUE;
}

static void
show_suggestion (PdCodeSuggestion *self, const PdSuggestion *suggestion)
{
  g_autofree char *sentence = suggestion != NULL ? pd_suggestion_code_sentence (suggestion) : NULL;
  g_autofree char *title = NULL;

  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->note, g_free);
  if (suggestion != NULL)
    {
      self->code = g_strdup (suggestion->label);
      self->note = g_strdup (suggestion->note);
    }
  if (self->note != NULL)
    /* Translators: 1: a tax code, 2: its short name */
    title = g_strdup_printf (_ ("Suggested: %1$s, %2$s"), self->code, self->note);
  else if (self->code != NULL)
    title = g_strdup_printf (_ ("Suggested: %s"), self->code);
  pd_suggestion_note_show (self->said, self->name, title, sentence);
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, NULL);
  Look *job = pd_store_job_data (result);
  g_autoptr (PdCodeSuggestion) self = g_weak_ref_get (&job->widget);

  if (self == NULL || self->store == NULL)
    return;
  g_clear_object (&self->looking);
  g_clear_pointer (&self->past, pd_suggest_free);
  self->past = g_steal_pointer (&job->past);
  if (self->again)
    look (self);
  else if (ok && g_strcmp0 (self->name, job->name) == 0)
    show_suggestion (self, job->found->len > 0 ? g_ptr_array_index (job->found, 0) : NULL);
}

static void
look (PdCodeSuggestion *self)
{
  Look *job;

  self->again = self->looking != NULL;
  if (self->again)
    return;
  if (self->name == NULL || pd_suggestion_note_is_dismissed (self->said, self->name))
    {
      show_suggestion (self, NULL);
      return;
    }
  self->looking = g_cancellable_new ();
  job = g_new0 (Look, 1);
  g_weak_ref_init (&job->widget, self);
  job->past = g_steal_pointer (&self->past);
  job->name = g_strdup (self->name);
  pd_store_read_async (self->store, PD_STORE_PRIORITY_IDLE, look_job, job, look_free, self->looking,
                       looked_cb, NULL);
}

static gboolean
pause_cb (gpointer user_data)
{
  PdCodeSuggestion *self = user_data;

  self->pause_source = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

/* --- the widget */

static void
use_cb (PdCodeSuggestion *self)
{
  g_autofree char *code = g_strdup (self->code);
  g_autofree char *note = g_strdup (self->note);

  if (code != NULL)
    g_signal_emit (self, signals[USED], 0, code, note);
}

static void
pd_code_suggestion_dispose (GObject *object)
{
  PdCodeSuggestion *self = PD_CODE_SUGGESTION (object);

  g_clear_handle_id (&self->pause_source, g_source_remove);
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_code_suggestion_parent_class)->dispose (object);
}

static void
pd_code_suggestion_finalize (GObject *object)
{
  PdCodeSuggestion *self = PD_CODE_SUGGESTION (object);

  g_clear_pointer (&self->past, pd_suggest_free);
  g_free (self->name);
  g_free (self->code);
  g_free (self->note);

  G_OBJECT_CLASS (pd_code_suggestion_parent_class)->finalize (object);
}

static void
pd_code_suggestion_class_init (PdCodeSuggestionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_code_suggestion_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_code_suggestion_finalize;

  /**
   * PdCodeSuggestion::used:
   * @code: the tax code that a person takes
   * @note: (nullable): its short name
   */
  signals[USED] = g_signal_new ("used", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
pd_code_suggestion_init (PdCodeSuggestion *self)
{
  self->said = PD_SUGGESTION_NOTE (pd_suggestion_note_new (_ ("Take the suggested tax classification code")));
  gtk_widget_set_hexpand (GTK_WIDGET (self->said), TRUE);
  g_signal_connect_swapped (self->said, "used", G_CALLBACK (use_cb), self);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->said));
}

/** pd_code_suggestion_new: @store: the cache. Returns: (transfer floating): a suggestion that is not seen yet */
GtkWidget *
pd_code_suggestion_new (PdStore *store)
{
  PdCodeSuggestion *self = g_object_new (PD_TYPE_CODE_SUGGESTION, NULL);

  self->store = g_object_ref (store);
  return GTK_WIDGET (self);
}

/** pd_code_suggestion_show: @good: what is typed; for a good that has its code nothing is suggested */
void
pd_code_suggestion_show (PdCodeSuggestion *self, const PdRecord *good)
{
  const char *name;

  g_return_if_fail (PD_IS_CODE_SUGGESTION (self));

  name = pd_record_has (good, PD_GOOD_TAX_CODE) ? NULL : pd_record_get_text (good, PD_GOOD_NAME);
  if (g_strcmp0 (name, self->name) == 0)
    return;
  g_free (self->name);
  self->name = g_strdup (name);
  if (self->pause_source == 0)
    self->pause_source = g_timeout_add (PAUSE, pause_cb, self);
}
