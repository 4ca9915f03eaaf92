/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-column.h"

/* A column of text as wide as it is told to be, and exactly as high as its text is at that width. A popover of GTK 4.8
 * asks for the height at a width that it then does not give; texts that wrap made it too high, or so low that its last
 * buttons could not be seen. */

struct _PdColumn
{
  GtkWidget parent_instance;

  GtkWidget *child; /* (owned) (nullable) */
  int width;        /* pixels */
};

enum
{
  PROP_0,
  PROP_CHILD,
  PROP_WIDTH,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PdColumn, pd_column, GTK_TYPE_WIDGET)

static void
pd_column_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  PdColumn *self = PD_COLUMN (widget);
  int width = 0;

  if (self->child == NULL)
    return;
  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  width = MAX (width, self->width);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = width;
  else
    gtk_widget_measure (self->child, orientation, width, minimum, natural, minimum_baseline,
                        natural_baseline);
}

static void
pd_column_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PdColumn *self = PD_COLUMN (widget);

  if (self->child != NULL)
    gtk_widget_allocate (self->child, width, height, baseline, NULL);
}

static GtkSizeRequestMode
pd_column_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
pd_column_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  PdColumn *self = PD_COLUMN (object);

  if (id == PROP_WIDTH)
    self->width = g_value_get_int (value);
  else
    {
      g_clear_pointer (&self->child, gtk_widget_unparent);
      self->child = g_value_get_object (value);
      if (self->child != NULL)
        gtk_widget_set_parent (self->child, GTK_WIDGET (self));
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
pd_column_dispose (GObject *object)
{
  g_clear_pointer (&PD_COLUMN (object)->child, gtk_widget_unparent);
  G_OBJECT_CLASS (pd_column_parent_class)->dispose (object);
}

static void
pd_column_class_init (PdColumnClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->set_property = pd_column_set_property;
  G_OBJECT_CLASS (klass)->dispose = pd_column_dispose;
  widget_class->measure = pd_column_measure;
  widget_class->size_allocate = pd_column_size_allocate;
  widget_class->get_request_mode = pd_column_get_request_mode;
  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_WIDTH] = g_param_spec_int ("width", NULL, NULL, 0, G_MAXINT, 0, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
pd_column_init (PdColumn *self)
{
}
