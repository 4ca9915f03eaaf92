/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preview-search.h"

#include "desktop/pd-focus.h"
#include "desktop/pd-tooltip.h"

#include <glib/gi18n-lib.h>

/* Looking for text in what the preview shows. */

struct _PdPreviewSearch
{
  GtkWidget parent_instance;

  GtkWidget *bar;
  GtkWidget *entry;
  GtkWidget *said;
  PdPreviewView *view;       /* (not owned): a neighbour that lives as long */
  GCancellable *cancellable; /* (owned) (nullable) */
  char *sought;              /* (owned) (nullable) the words of the last search */
};

G_DEFINE_FINAL_TYPE (PdPreviewSearch, pd_preview_search, GTK_TYPE_WIDGET)

static gboolean
is_open (PdPreviewSearch *self)
{
  return gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (self->bar));
}

static void
show_number (PdPreviewSearch *self)
{
  guint n, number = pd_preview_view_get_found (self->view, &n);
  /* Translators: at which of how many places that were found a person is */
  g_autofree char *text =
      n > 0 ? g_strdup_printf (_ ("%1$u of %2$u"), number, n) : g_strdup (_ ("Not found"));
  gboolean empty = *gtk_editable_get_text (GTK_EDITABLE (self->entry)) == '\0';

  gtk_label_set_text (GTK_LABEL (self->said), empty ? "" : text);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdPreviewSearch) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found =
      pd_preview_document_find_finish (PD_PREVIEW_DOCUMENT (source), result, &error);

  if (found == NULL)
    return;
  g_clear_object (&self->cancellable);
  if (self->bar == NULL || pd_preview_view_get_document (self->view) != PD_PREVIEW_DOCUMENT (source))
    return;
  pd_preview_view_set_found (self->view, found);
  pd_preview_view_go_to_found (self->view, 1);
  show_number (self);
}

/** pd_preview_search_refresh: looks anew, as the document or the words are others */
void
pd_preview_search_refresh (PdPreviewSearch *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  PdPreviewDocument *document = pd_preview_view_get_document (self->view);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_free (self->sought);
  self->sought = g_strdup (text);
  if (document == NULL || !is_open (self) || *text == '\0')
    {
      pd_preview_view_set_found (self->view, NULL);
      gtk_label_set_text (GTK_LABEL (self->said), "");
      return;
    }
  self->cancellable = g_cancellable_new ();
  pd_preview_document_find_async (document, text, self->cancellable, found_cb, g_object_ref (self));
}

/* The entry tells a little later of words that may have been looked for already: a person has gone on from place to place
 * since. */
static void
search_changed_cb (PdPreviewSearch *self)
{
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->entry)), self->sought) != 0)
    pd_preview_search_refresh (self);
}

/** pd_preview_search_step: @step: 1 for the next place, -1 for the one before */
void
pd_preview_search_step (PdPreviewSearch *self, int step)
{
  if (!is_open (self))
    {
      pd_preview_search_open (self);
      return;
    }
  pd_preview_view_go_to_found (self->view, step);
  show_number (self);
}

/** pd_preview_search_open: shows the entry, and goes there */
void
pd_preview_search_open (PdPreviewSearch *self)
{
  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->bar), TRUE);
  gtk_widget_grab_focus (self->entry);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

/** pd_preview_search_close: Returns: whether it was open */
gboolean
pd_preview_search_close (PdPreviewSearch *self)
{
  gboolean open = is_open (self);

  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->bar), FALSE);
  if (open)
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
  return open;
}

/** pd_preview_search_set_text: @text: what to look for */
void
pd_preview_search_set_text (PdPreviewSearch *self, const char *text)
{
  pd_preview_search_open (self);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  pd_preview_search_refresh (self);
}

static void
next_cb (PdPreviewSearch *self)
{
  pd_preview_search_step (self, 1);
}

static void
previous_cb (PdPreviewSearch *self)
{
  pd_preview_search_step (self, -1);
}

static void
stop_cb (PdPreviewSearch *self)
{
  pd_preview_search_close (self);
}

static GtkWidget *
button (PdPreviewSearch *self, const char *icon, const char *name, GCallback callback)
{
  GtkWidget *widget = gtk_button_new_from_icon_name (icon);

  pd_set_tooltip (widget, name);
  pd_set_accessible_label (widget, name);
  g_signal_connect_swapped (widget, "clicked", callback, self);
  return widget;
}

static void
pd_preview_search_dispose (GObject *object)
{
  PdPreviewSearch *self = PD_PREVIEW_SEARCH (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->sought, g_free);
  if (self->bar != NULL)
    g_signal_handlers_disconnect_by_data (self->bar, self);
  g_clear_pointer (&self->bar, gtk_widget_unparent);
  G_OBJECT_CLASS (pd_preview_search_parent_class)->dispose (object);
}

static void
pd_preview_search_class_init (PdPreviewSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_preview_search_dispose;
  GTK_WIDGET_CLASS (klass)->focus = pd_focus_children;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
pd_preview_search_init (PdPreviewSearch *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->entry = gtk_search_entry_new ();
  gtk_widget_set_hexpand (self->entry, TRUE);
  pd_set_accessible_label (self->entry, _ ("Find in the document"));
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (search_changed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (next_cb), self);
  g_signal_connect_swapped (self->entry, "next-match", G_CALLBACK (next_cb), self);
  g_signal_connect_swapped (self->entry, "previous-match", G_CALLBACK (previous_cb), self);
  g_signal_connect_swapped (self->entry, "stop-search", G_CALLBACK (stop_cb), self);
  self->said = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->said, "numeric");
  gtk_widget_add_css_class (self->said, "dim-label");
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), self->said);
  gtk_box_append (GTK_BOX (box),
                  button (self, "go-up-symbolic", _ ("Previous place"), G_CALLBACK (previous_cb)));
  gtk_box_append (GTK_BOX (box), button (self, "go-down-symbolic", _ ("Next place"), G_CALLBACK (next_cb)));
  self->bar = gtk_search_bar_new ();
  gtk_search_bar_set_child (GTK_SEARCH_BAR (self->bar), box);
  gtk_search_bar_set_show_close_button (GTK_SEARCH_BAR (self->bar), TRUE);
  gtk_search_bar_connect_entry (GTK_SEARCH_BAR (self->bar), GTK_EDITABLE (self->entry));
  g_signal_connect_swapped (self->bar, "notify::search-mode-enabled", G_CALLBACK (pd_preview_search_refresh),
                            self);
  gtk_widget_set_parent (self->bar, GTK_WIDGET (self));
}

/** pd_preview_search_new: @view: where to look. Returns: (transfer floating): a bar that is closed at first */
GtkWidget *
pd_preview_search_new (PdPreviewView *view)
{
  PdPreviewSearch *self = g_object_new (PD_TYPE_PREVIEW_SEARCH, NULL);

  self->view = view;
  return GTK_WIDGET (self);
}
