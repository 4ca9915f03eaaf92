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
  GtkStack *modes; /* of ways to look at the records, the list first */
  GtkWidget *separator;

  gboolean is_open; /* beside another way to look than the list, a record is to be seen */
  int width;        /* that the page was given last */
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
is_list (PdRecordPage *self)
{
  return gtk_stack_get_visible_child (self->modes) == GTK_WIDGET (self->list);
}

/* Beside the list there is always the record; elsewhere only while a person looks at one. */
static void
show_view (PdRecordPage *self)
{
  gboolean visible = is_list (self) || self->is_open;

  gtk_widget_set_visible (GTK_WIDGET (self->view), visible);
  gtk_widget_set_visible (self->separator, visible);
  pd_record_view_set_can_go_back (self->view, self->folded || !is_list (self));
}

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
      pd_record_view_set_can_go_back (self->view, folded || !is_list (self));
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
  self->is_open = TRUE;
  show_view (self);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->view));
}

static void
shown_cb (PdRecordPage *self)
{
  if (pd_record_view_get_record (self->view) == NULL)
    adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->modes));
  g_signal_emit (self, signals[RECORD_CHANGED], 0);
}

static gboolean
pd_record_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (gtk_stack_get_visible_child (PD_RECORD_PAGE (widget)->modes));
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

  self->place = place;
  self->leaflet = ADW_LEAFLET (adw_leaflet_new ());
  self->list = PD_RECORD_LIST (pd_record_list_new (place, store));
  self->view = PD_RECORD_VIEW (pd_record_view_new (place, store));
  self->modes = GTK_STACK (gtk_stack_new ());
  self->separator = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
  gtk_stack_set_hhomogeneous (self->modes, FALSE);
  gtk_stack_set_vhomogeneous (self->modes, FALSE);
  gtk_stack_add_named (self->modes, GTK_WIDGET (self->list), PD_RECORD_PAGE_LIST);
  gtk_widget_set_size_request (GTK_WIDGET (self->modes), LIST_WIDTH, -1);
  gtk_widget_set_hexpand (GTK_WIDGET (self->modes), TRUE);
  gtk_widget_set_size_request (GTK_WIDGET (self->view), VIEW_WIDTH, -1);
  /* What is in it would ask for room, and the list's last columns would be cut. */
  gtk_widget_set_hexpand (GTK_WIDGET (self->view), FALSE);
  adw_leaflet_append (self->leaflet, GTK_WIDGET (self->modes));
  adw_leaflet_page_set_navigatable (adw_leaflet_append (self->leaflet, self->separator), FALSE);
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

  if (!is_list (self) && self->is_open)
    {
      self->is_open = FALSE;
      adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->modes));
      show_view (self);
      gtk_widget_grab_focus (gtk_stack_get_visible_child (self->modes));
      g_signal_emit (self, signals[RECORD_CHANGED], 0);
      return TRUE;
    }
  return adw_leaflet_get_folded (self->leaflet) &&
         adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

/**
 * pd_record_page_add_mode:
 * @self: a page
 * @name: another way to look at the records
 * @mode: (transfer floating): shown instead of the list
 */
void
pd_record_page_add_mode (PdRecordPage *self, const char *name, GtkWidget *mode)
{
  g_return_if_fail (PD_IS_RECORD_PAGE (self));

  gtk_stack_add_named (self->modes, mode, name);
}

/**
 * pd_record_page_set_mode:
 * @self: a page
 * @name: %PD_RECORD_PAGE_LIST, or another way that was added; one that was not is ignored
 *
 * Where it is not the list, the records have all the room until one of them is opened.
 */
void
pd_record_page_set_mode (PdRecordPage *self, const char *name)
{
  g_return_if_fail (PD_IS_RECORD_PAGE (self));

  if (gtk_stack_get_child_by_name (self->modes, name) == NULL)
    return;
  gtk_stack_set_visible_child_name (self->modes, name);
  self->is_open = FALSE;
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->modes));
  show_view (self);
  g_signal_emit (self, signals[RECORD_CHANGED], 0);
}

/** pd_record_page_get_mode: Returns: (transfer none): how the records are looked at */
const char *
pd_record_page_get_mode (PdRecordPage *self)
{
  g_return_val_if_fail (PD_IS_RECORD_PAGE (self), NULL);

  return gtk_stack_get_visible_child_name (self->modes);
}

/** pd_record_page_shows_record: Returns: whether what its view holds can be seen, or could be beside the list */
gboolean
pd_record_page_shows_record (PdRecordPage *self)
{
  g_return_val_if_fail (PD_IS_RECORD_PAGE (self), FALSE);

  return is_list (self) || self->is_open;
}
