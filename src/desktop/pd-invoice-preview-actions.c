/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-invoice-preview-private.h"

/* --- actions */

static void
zoom_in_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_preview_view_zoom_step (PD_INVOICE_PREVIEW (widget)->view, 1);
}

static void
zoom_out_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_preview_view_zoom_step (PD_INVOICE_PREVIEW (widget)->view, -1);
}

static void
zoom_normal_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_preview_view_set_factor (PD_INVOICE_PREVIEW (widget)->view, 1);
}

static void
zoom_to_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_preview_view_set_factor (PD_INVOICE_PREVIEW (widget)->view, g_variant_get_int32 (parameter) / 100.0);
}

static void
turn_page_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PdInvoicePreview *self = PD_INVOICE_PREVIEW (widget);
  guint page = pd_preview_view_get_page (self->view);

  if (g_str_equal (name, "preview.first-page"))
    page = 0;
  else if (g_str_equal (name, "preview.last-page"))
    page = G_MAXUINT;
  else if (g_str_equal (name, "preview.next-page"))
    page++;
  else if (page > 0)
    page--;
  pd_preview_view_set_page (self->view, page);
}

static void
copy_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_invoice_preview_copy (PD_INVOICE_PREVIEW (widget));
}

static void
select_all_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_preview_view_select_all (PD_INVOICE_PREVIEW (widget)->view);
}

static void
find_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PdInvoicePreview *self = PD_INVOICE_PREVIEW (widget);

  if (g_str_equal (name, "preview.find"))
    pd_preview_search_open (self->search);
  else
    pd_preview_search_step (self->search, g_str_equal (name, "preview.find-next") ? 1 : -1);
}

static void
rotate_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_preview_view_rotate (PD_INVOICE_PREVIEW (widget)->view);
}

static void
thumbnails_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *pane = GTK_WIDGET (PD_INVOICE_PREVIEW (widget)->thumbnails);

  gtk_widget_set_visible (pane, !gtk_widget_get_visible (pane));
}

static gboolean
scroll_key_cb (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  double dx, dy;

  g_variant_get (parameter, "(dd)", &dx, &dy);
  pd_preview_view_scroll_by (PD_INVOICE_PREVIEW (widget)->view, dx, dy);
  return TRUE;
}

static void
add_keys (GtkWidgetClass *klass)
{
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    const char *action;
  } keys[] = {
    { GDK_KEY_plus, GDK_CONTROL_MASK, "preview.zoom-in" },
    { GDK_KEY_equal, GDK_CONTROL_MASK, "preview.zoom-in" },
    { GDK_KEY_KP_Add, GDK_CONTROL_MASK, "preview.zoom-in" },
    { GDK_KEY_minus, GDK_CONTROL_MASK, "preview.zoom-out" },
    { GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "preview.zoom-out" },
    { GDK_KEY_0, GDK_CONTROL_MASK, "preview.zoom-normal" },
    { GDK_KEY_KP_0, GDK_CONTROL_MASK, "preview.zoom-normal" },
    { GDK_KEY_plus, 0, "preview.zoom-in" },
    { GDK_KEY_equal, 0, "preview.zoom-in" },
    { GDK_KEY_minus, 0, "preview.zoom-out" },
    { GDK_KEY_0, 0, "preview.zoom-normal" },
    { GDK_KEY_f, GDK_CONTROL_MASK, "preview.find" },
    { GDK_KEY_g, GDK_CONTROL_MASK, "preview.find-next" },
    { GDK_KEY_g, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "preview.find-previous" },
    { GDK_KEY_F3, 0, "preview.find-next" },
    { GDK_KEY_F3, GDK_SHIFT_MASK, "preview.find-previous" },
    { GDK_KEY_r, GDK_CONTROL_MASK, "preview.rotate" },
    { GDK_KEY_F9, 0, "preview.thumbnails" },
    { GDK_KEY_Page_Up, 0, "preview.previous-page" },
    { GDK_KEY_Page_Down, 0, "preview.next-page" },
    { GDK_KEY_Home, 0, "preview.first-page" },
    { GDK_KEY_End, 0, "preview.last-page" },
    { GDK_KEY_c, GDK_CONTROL_MASK, "preview.copy" },
    { GDK_KEY_a, GDK_CONTROL_MASK, "preview.select-all" },
  };
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    double dx;
    double dy;
  } scrolls[] = {
    { GDK_KEY_Up, 0, 0, -0.1 },   { GDK_KEY_Down, 0, 0, 0.1 },  { GDK_KEY_Left, 0, -0.1, 0 },
    { GDK_KEY_Right, 0, 0.1, 0 }, { GDK_KEY_space, 0, 0, 0.9 }, { GDK_KEY_space, GDK_SHIFT_MASK, 0, -0.9 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (klass, keys[i].key, keys[i].modifiers, keys[i].action, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (scrolls); i++)
    gtk_widget_class_add_binding (klass, scrolls[i].key, scrolls[i].modifiers, scroll_key_cb, "(dd)",
                                  scrolls[i].dx, scrolls[i].dy);
}

/* What keys and buttons do; "preview.zoom" is a property of the widget. */
void
pd_invoice_preview_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "preview.zoom-in", NULL, zoom_in_cb);
  gtk_widget_class_install_action (widget_class, "preview.zoom-out", NULL, zoom_out_cb);
  gtk_widget_class_install_action (widget_class, "preview.zoom-normal", NULL, zoom_normal_cb);
  gtk_widget_class_install_action (widget_class, "preview.zoom-to", "i", zoom_to_cb);
  gtk_widget_class_install_action (widget_class, "preview.first-page", NULL, turn_page_cb);
  gtk_widget_class_install_action (widget_class, "preview.previous-page", NULL, turn_page_cb);
  gtk_widget_class_install_action (widget_class, "preview.next-page", NULL, turn_page_cb);
  gtk_widget_class_install_action (widget_class, "preview.last-page", NULL, turn_page_cb);
  gtk_widget_class_install_action (widget_class, "preview.copy", NULL, copy_cb);
  gtk_widget_class_install_action (widget_class, "preview.select-all", NULL, select_all_cb);
  gtk_widget_class_install_action (widget_class, "preview.find", NULL, find_cb);
  gtk_widget_class_install_action (widget_class, "preview.find-next", NULL, find_cb);
  gtk_widget_class_install_action (widget_class, "preview.find-previous", NULL, find_cb);
  gtk_widget_class_install_action (widget_class, "preview.rotate", NULL, rotate_cb);
  gtk_widget_class_install_action (widget_class, "preview.thumbnails", NULL, thumbnails_cb);
  add_keys (widget_class);
}
