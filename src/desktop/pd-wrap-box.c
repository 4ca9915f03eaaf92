/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-wrap-box.h"

/* Buttons in a line, and in further lines where it is too narrow: never cut, and no reason to widen a page. */

struct _PdWrapBox
{
  GtkWidget parent_instance;

  int spacing; /* pixels, between children and between lines */
};

G_DEFINE_FINAL_TYPE (PdWrapBox, pd_wrap_box, GTK_TYPE_WIDGET)

/* Puts the children where they go; only asks how high all of them are when not @allocate. */
static int
flow (PdWrapBox *self, int width, gboolean allocate)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int x = 0, y = 0, line = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int minimum, wide, high;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &wide, NULL, NULL);
      wide = MAX (minimum, MIN (wide, width));
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, wide, NULL, &high, NULL, NULL);
      if (x > 0 && x + wide > width)
        {
          y += line + self->spacing;
          x = line = 0;
        }
      if (allocate)
        gtk_widget_size_allocate (child, &(GtkAllocation){ rtl ? width - x - wide : x, y, wide, high }, -1);
      x += wide + self->spacing;
      line = MAX (line, high);
    }
  return y + line;
}

static void
pd_wrap_box_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  PdWrapBox *self = PD_WRAP_BOX (widget);
  int widest = 0, all = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural, NULL, NULL);
      widest = MAX (widest, child_minimum);
      all += child_natural + (all > 0 ? self->spacing : 0);
    }
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = widest;
      *natural = all;
    }
  else
    *minimum = *natural = flow (self, for_size < 0 ? all : for_size, FALSE);
}

static void
pd_wrap_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  flow (PD_WRAP_BOX (widget), width, TRUE);
}

static GtkSizeRequestMode
pd_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
pd_wrap_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (pd_wrap_box_parent_class)->dispose (object);
}

static void
pd_wrap_box_class_init (PdWrapBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_wrap_box_dispose;
  widget_class->measure = pd_wrap_box_measure;
  widget_class->size_allocate = pd_wrap_box_size_allocate;
  widget_class->get_request_mode = pd_wrap_box_get_request_mode;
}

static void
pd_wrap_box_init (PdWrapBox *self)
{
}

/** pd_wrap_box_new: @spacing: pixels. Returns: (transfer floating): an empty box */
GtkWidget *
pd_wrap_box_new (int spacing)
{
  PdWrapBox *self = g_object_new (PD_TYPE_WRAP_BOX, NULL);

  self->spacing = spacing;
  return GTK_WIDGET (self);
}

void
pd_wrap_box_append (PdWrapBox *self, GtkWidget *child)
{
  g_return_if_fail (PD_IS_WRAP_BOX (self));

  gtk_widget_set_parent (child, GTK_WIDGET (self));
}
