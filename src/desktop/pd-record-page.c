/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-record-page.h"

#include "desktop/pd-focus.h"

#include <adwaita.h>

/* Narrower than both together, only one of them is on screen. */
#define LIST_WIDTH 400
#define VIEW_WIDTH 400
/* Of a wide window the record gets this share, until its text has room enough. */
#define VIEW_SHARE 0.38
#define VIEW_MAX_WIDTH 784

struct _PdRecordPage
{
  GtkWidget parent_instance;

  /* Borrowed */
  const PdPlace *place;
  AdwLeaflet *leaflet;
  PdRecordList *list;
  PdRecordView *view;

  int width; /* that the page was given last */
  gboolean folded;
  guint layout_source;
};

enum
{
  RECORD_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdRecordPage, pd_record_page, GTK_TYPE_WIDGET)

static gboolean
layout_cb (gpointer user_data)
{
  PdRecordPage *self = user_data;
  gboolean folded = adw_leaflet_get_folded (self->leaflet);
  int wanted = CLAMP ((int) (self->width * VIEW_SHARE), VIEW_WIDTH, VIEW_MAX_WIDTH);

  self->layout_source = 0;
  gtk_widget_set_size_request (GTK_WIDGET (self->view), wanted, -1);
  if (folded != self->folded)
    {
      self->folded = folded;
      pd_record_view_set_can_go_back (self->view, folded);
      pd_record_list_set_single_click (self->list, folded);
      g_signal_emit (self, signals[RECORD_CHANGED], 0);
    }
  return G_SOURCE_REMOVE;
}

/* Folding and width change in the middle of an allocation, when no widget may come or go. */
static void
queue_layout (PdRecordPage *self)
{
  if (self->layout_source == 0)
    self->layout_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, layout_cb, self, NULL);
}

static void
pd_record_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PdRecordPage *self = PD_RECORD_PAGE (widget);

  gtk_widget_size_allocate (GTK_WIDGET (self->leaflet), &(GtkAllocation){ 0, 0, width, height }, baseline);
  if (self->width == width)
    return;
  self->width = width;
  queue_layout (self);
}

static void
pd_record_page_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (PD_RECORD_PAGE (widget)->leaflet), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
selected_cb (PdRecordPage *self, const char *record_id)
{
  guint n = pd_record_list_get_n_selected (self->list);

  if (n > 1)
    pd_record_view_show_several (self->view, n);
  else
    pd_record_view_show (self->view, record_id);
}

static void
activated_cb (PdRecordPage *self, const char *record_id)
{
  pd_record_view_show (self->view, record_id);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->view));
}

static void
shown_cb (PdRecordPage *self)
{
  if (pd_record_view_get_record (self->view) == NULL)
    adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->list));
  g_signal_emit (self, signals[RECORD_CHANGED], 0);
}

static gboolean
pd_record_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (PD_RECORD_PAGE (widget)->list));
}

static void
pd_record_page_dispose (GObject *object)
{
  GtkWidget *child;

  g_clear_handle_id (&PD_RECORD_PAGE (object)->layout_source, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_record_page_parent_class)->dispose (object);
}

static void
pd_record_page_class_init (PdRecordPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_record_page_dispose;
  GTK_WIDGET_CLASS (klass)->focus = pd_focus_children;
  GTK_WIDGET_CLASS (klass)->grab_focus = pd_record_page_grab_focus;
  GTK_WIDGET_CLASS (klass)->measure = pd_record_page_measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = pd_record_page_size_allocate;

  /**
   * PdRecordPage::record-changed:
   *
   * What the page's view shows has changed, or whether the list stands beside it.
   */
  signals[RECORD_CHANGED] = g_signal_new ("record-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pd_record_page_init (PdRecordPage *self)
{
}

/**
 * pd_record_page_new:
 * @place: what the page is about
 * @store: the cache
 *
 * Returns: (transfer floating): the list, and what is selected in it beside it
 */
GtkWidget *
pd_record_page_new (const PdPlace *place, PdStore *store)
{
  PdRecordPage *self = g_object_new (PD_TYPE_RECORD_PAGE, NULL);
  GtkWidget *separator = gtk_separator_new (GTK_ORIENTATION_VERTICAL);

  self->place = place;
  self->leaflet = ADW_LEAFLET (adw_leaflet_new ());
  self->list = PD_RECORD_LIST (pd_record_list_new (place, store));
  self->view = PD_RECORD_VIEW (pd_record_view_new (place, store));
  gtk_widget_set_size_request (GTK_WIDGET (self->list), LIST_WIDTH, -1);
  gtk_widget_set_hexpand (GTK_WIDGET (self->list), TRUE);
  gtk_widget_set_size_request (GTK_WIDGET (self->view), VIEW_WIDTH, -1);
  /* What is in it would ask for room, and the list's last columns would be cut. */
  gtk_widget_set_hexpand (GTK_WIDGET (self->view), FALSE);
  adw_leaflet_append (self->leaflet, GTK_WIDGET (self->list));
  adw_leaflet_page_set_navigatable (adw_leaflet_append (self->leaflet, separator), FALSE);
  adw_leaflet_append (self->leaflet, GTK_WIDGET (self->view));
  adw_leaflet_set_can_navigate_back (self->leaflet, TRUE);
  gtk_widget_set_parent (GTK_WIDGET (self->leaflet), GTK_WIDGET (self));
  g_signal_connect_swapped (self->leaflet, "notify::folded", G_CALLBACK (queue_layout), self);
  g_signal_connect_swapped (self->list, "selected", G_CALLBACK (selected_cb), self);
  g_signal_connect_swapped (self->list, "activated", G_CALLBACK (activated_cb), self);
  g_signal_connect_swapped (self->view, "shown", G_CALLBACK (shown_cb), self);
  return GTK_WIDGET (self);
}

const PdPlace *
pd_record_page_get_place (PdRecordPage *self)
{
  g_return_val_if_fail (PD_IS_RECORD_PAGE (self), NULL);

  return self->place;
}

PdRecordList *
pd_record_page_get_list (PdRecordPage *self)
{
  g_return_val_if_fail (PD_IS_RECORD_PAGE (self), NULL);

  return self->list;
}

PdRecordView *
pd_record_page_get_view (PdRecordPage *self)
{
  g_return_val_if_fail (PD_IS_RECORD_PAGE (self), NULL);

  return self->view;
}

/**
 * pd_record_page_show_record:
 * @self: a page
 * @record_id: a record's id
 *
 * Shows the record, and selects it where it is listed.
 */
void
pd_record_page_show_record (PdRecordPage *self, const char *record_id)
{
  g_return_if_fail (PD_IS_RECORD_PAGE (self));

  pd_record_list_select (self->list, record_id);
  activated_cb (self, record_id);
}

/**
 * pd_record_page_is_folded:
 * @self: a page
 *
 * Returns: whether there is room for the list or the record only
 */
gboolean
pd_record_page_is_folded (PdRecordPage *self)
{
  g_return_val_if_fail (PD_IS_RECORD_PAGE (self), FALSE);

  return adw_leaflet_get_folded (self->leaflet);
}

/**
 * pd_record_page_go_back:
 * @self: a page
 *
 * Returns: whether there was a way back from the record to the list
 */
gboolean
pd_record_page_go_back (PdRecordPage *self)
{
  g_return_val_if_fail (PD_IS_RECORD_PAGE (self), FALSE);

  return adw_leaflet_get_folded (self->leaflet) &&
         adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}
