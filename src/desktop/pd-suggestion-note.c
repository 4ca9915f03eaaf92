/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-suggestion-note.h"

#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"

#include <glib/gi18n-lib.h>

/* What is suggested, and why, to be used or dismissed; never filled in by itself. */
struct _PdSuggestionNote
{
  GtkBox parent_instance;

  char *about;     /* (owned) (nullable) what was typed that the suggestion follows from */
  char *dismissed; /* (owned) (nullable) about what nothing more is to be said */

  /* Borrowed */
  GtkWidget *title;
  GtkWidget *reason;
  GtkWidget *use;
};

enum
{
  USED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdSuggestionNote, pd_suggestion_note, GTK_TYPE_BOX)

static void
use_cb (PdSuggestionNote *self)
{
  g_signal_emit (self, signals[USED], 0);
}

static void
dismiss_cb (PdSuggestionNote *self)
{
  g_free (self->dismissed);
  self->dismissed = g_strdup (self->about);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
pd_suggestion_note_finalize (GObject *object)
{
  PdSuggestionNote *self = PD_SUGGESTION_NOTE (object);

  g_free (self->about);
  g_free (self->dismissed);

  G_OBJECT_CLASS (pd_suggestion_note_parent_class)->finalize (object);
}

static void
pd_suggestion_note_class_init (PdSuggestionNoteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_suggestion_note_finalize;

  /** PdSuggestionNote::used: a person takes what is suggested */
  signals[USED] = g_signal_new ("used", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
pd_suggestion_note_init (PdSuggestionNote *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *dismiss = gtk_button_new_with_label (_ ("Dismiss"));

  gtk_box_set_spacing (GTK_BOX (self), 9);
  gtk_widget_add_css_class (GTK_WIDGET (self), "notice");
  self->title = pd_layout_text (NULL, NULL);
  self->reason = pd_layout_text (NULL, "caption");
  self->use = gtk_button_new_with_label (_ ("Use This"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (self->use, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (dismiss, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->use, "clicked", G_CALLBACK (use_cb), self);
  g_signal_connect_swapped (dismiss, "clicked", G_CALLBACK (dismiss_cb), self);
  gtk_box_append (GTK_BOX (words), self->title);
  gtk_box_append (GTK_BOX (words), self->reason);
  gtk_box_append (GTK_BOX (self), words);
  gtk_box_append (GTK_BOX (self), self->use);
  gtk_box_append (GTK_BOX (self), dismiss);
}

/**
 * pd_suggestion_note_new:
 * @use_description: what using it does, for a screen reader
 *
 * Returns: (transfer floating): a note that is not seen yet
 */
GtkWidget *
pd_suggestion_note_new (const char *use_description)
{
  PdSuggestionNote *self = g_object_new (PD_TYPE_SUGGESTION_NOTE, "visible", FALSE, NULL);

  pd_set_accessible_description (self->use, use_description);
  return GTK_WIDGET (self);
}

/** pd_suggestion_note_is_dismissed: @about: (nullable). Returns: whether a person wants nothing suggested about it */
gboolean
pd_suggestion_note_is_dismissed (PdSuggestionNote *self, const char *about)
{
  g_return_val_if_fail (PD_IS_SUGGESTION_NOTE (self), FALSE);

  return about != NULL && g_strcmp0 (about, self->dismissed) == 0;
}

/**
 * pd_suggestion_note_show:
 * @self: a note
 * @about: (nullable): what was typed; nothing is shown about what was dismissed
 * @title: (nullable): what is suggested; %NULL hides the note
 * @reason: (nullable): why
 */
void
pd_suggestion_note_show (PdSuggestionNote *self, const char *about, const char *title, const char *reason)
{
  gboolean shown = title != NULL && !pd_suggestion_note_is_dismissed (self, about);

  g_return_if_fail (PD_IS_SUGGESTION_NOTE (self));

  gtk_widget_set_visible (GTK_WIDGET (self), shown);
  if (!shown)
    return;
  g_free (self->about);
  self->about = g_strdup (about);
  gtk_label_set_text (GTK_LABEL (self->title), title);
  pd_layout_say (self->reason, reason);
}
