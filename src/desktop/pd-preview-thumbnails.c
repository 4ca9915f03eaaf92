/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preview-thumbnails.h"

#include "desktop/pd-focus.h"
#include "desktop/pd-tooltip.h"

#include <glib/gi18n-lib.h>

/* Small pictures of all pages; only those that are seen are drawn. */

#define WIDTH 120

struct _PdPreviewThumbnails
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkWidget *list;
  GtkStringList *numbers;        /* (not owned) of @selection */
  GtkSingleSelection *selection; /* (not owned) of @list */
  PdPreviewView *view;           /* (not owned): a neighbour that lives as long */
  gboolean following;            /* the selection follows the view */
};

G_DEFINE_FINAL_TYPE (PdPreviewThumbnails, pd_preview_thumbnails, GTK_TYPE_WIDGET)

typedef struct
{
  GtkWidget *picture;
  GCancellable *cancellable; /* (owned) */
} Wanted;

static void
drawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wanted *wanted = user_data;
  g_autoptr (GdkTexture) texture =
      pd_preview_document_render_finish (PD_PREVIEW_DOCUMENT (source), result, NULL);

  if (texture != NULL && !g_cancellable_is_cancelled (wanted->cancellable))
    gtk_picture_set_paintable (GTK_PICTURE (wanted->picture), GDK_PAINTABLE (texture));
  g_object_unref (wanted->picture);
  g_object_unref (wanted->cancellable);
  g_free (wanted);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *picture = gtk_picture_new ();

  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_add_css_class (picture, "card");
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), gtk_label_new (NULL));
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  PdPreviewThumbnails *self = user_data;
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *picture = gtk_widget_get_first_child (box);
  PdPreviewDocument *document = pd_preview_view_get_document (self->view);
  guint page = gtk_list_item_get_position (item);
  GtkStringObject *number = gtk_list_item_get_item (item);
  g_autofree char *label = g_strdup_printf (_ ("Page %s"), gtk_string_object_get_string (number));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  double width, height;
  Wanted *wanted;

  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (box)), gtk_string_object_get_string (number));
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), label);
  if (document == NULL || page >= pd_preview_document_get_n_pages (document))
    return;
  pd_preview_document_get_page_size (document, page, &width, &height);
  gtk_widget_set_size_request (picture, WIDTH, (int) (WIDTH * height / width));
  g_object_set_data_full (G_OBJECT (item), "cancellable", g_object_ref (cancellable), g_object_unref);
  wanted = g_new0 (Wanted, 1);
  wanted->picture = g_object_ref (picture);
  wanted->cancellable = g_object_ref (cancellable);
  pd_preview_document_render_async (document, page,
                                    WIDTH / width * gtk_widget_get_scale_factor (GTK_WIDGET (self)),
                                    cancellable, drawn_cb, wanted);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  g_cancellable_cancel (g_object_get_data (G_OBJECT (item), "cancellable"));
  g_object_set_data (G_OBJECT (item), "cancellable", NULL);
  gtk_picture_set_paintable (GTK_PICTURE (gtk_widget_get_first_child (gtk_list_item_get_child (item))), NULL);
}

static void
selected_cb (PdPreviewThumbnails *self)
{
  guint page = gtk_single_selection_get_selected (self->selection);

  if (!self->following && page != GTK_INVALID_LIST_POSITION && page != pd_preview_view_get_page (self->view))
    pd_preview_view_set_page (self->view, page);
}

static void
page_cb (PdPreviewThumbnails *self)
{
  guint page = pd_preview_view_get_page (self->view);

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection, page);
  gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", page);
  self->following = FALSE;
}

/** pd_preview_thumbnails_refresh: shows the pages of what the view shows now; none while the pane is hidden */
void
pd_preview_thumbnails_refresh (PdPreviewThumbnails *self)
{
  PdPreviewDocument *document = pd_preview_view_get_document (self->view);
  guint n = document != NULL && gtk_widget_get_visible (GTK_WIDGET (self))
                ? pd_preview_document_get_n_pages (document)
                : 0;

  self->following = TRUE;
  gtk_string_list_splice (self->numbers, 0, g_list_model_get_n_items (G_LIST_MODEL (self->numbers)), NULL);
  for (guint i = 0; i < n; i++)
    gtk_string_list_take (self->numbers, g_strdup_printf ("%u", i + 1));
  self->following = FALSE;
  if (n > 0)
    page_cb (self);
}

static void
pd_preview_thumbnails_dispose (GObject *object)
{
  PdPreviewThumbnails *self = PD_PREVIEW_THUMBNAILS (object);

  if (self->view != NULL)
    g_signal_handlers_disconnect_by_data (self->view, self);
  self->view = NULL;
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  self->selection = NULL;
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  G_OBJECT_CLASS (pd_preview_thumbnails_parent_class)->dispose (object);
}

static void
pd_preview_thumbnails_class_init (PdPreviewThumbnailsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_preview_thumbnails_dispose;
  GTK_WIDGET_CLASS (klass)->focus = pd_focus_children;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
pd_preview_thumbnails_init (PdPreviewThumbnails *self)
{
}

/** pd_preview_thumbnails_new: @view: whose pages. Returns: (transfer floating): a pane that is hidden at first */
GtkWidget *
pd_preview_thumbnails_new (PdPreviewView *view)
{
  PdPreviewThumbnails *self = g_object_new (PD_TYPE_PREVIEW_THUMBNAILS, "visible", FALSE, NULL);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->view = view;
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  self->numbers = gtk_string_list_new (NULL);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (self->numbers));
  self->list = gtk_list_view_new (GTK_SELECTION_MODEL (self->selection), factory);
  gtk_widget_add_css_class (self->list, "navigation-sidebar");
  pd_set_accessible_label (self->list, _ ("Small pictures of the pages"));
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->list);
  gtk_widget_set_vexpand (self->scrolled, TRUE);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  g_signal_connect_swapped (self->selection, "notify::selected", G_CALLBACK (selected_cb), self);
  g_signal_connect_swapped (view, "notify::page", G_CALLBACK (page_cb), self);
  return GTK_WIDGET (self);
}
