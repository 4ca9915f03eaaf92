/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-taking-row.h"

G_DEFINE_FINAL_TYPE (PdTakingRow, pd_taking_row, G_TYPE_OBJECT)

enum
{
  PROP_TICK = 1,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void
pd_taking_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, PD_TAKING_ROW (object)->tick);
}

static void
pd_taking_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  pd_taking_row_set_tick (PD_TAKING_ROW (object), g_value_get_boolean (value));
}

static void
pd_taking_row_finalize (GObject *object)
{
  PdTakingRow *self = PD_TAKING_ROW (object);

  for (guint i = 0; i < PD_TAKING_N_TEXTS; i++)
    g_free (self->texts[i]);
  g_free (self->sentence);
  G_OBJECT_CLASS (pd_taking_row_parent_class)->finalize (object);
}

static void
pd_taking_row_class_init (PdTakingRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = pd_taking_row_get_property;
  object_class->set_property = pd_taking_row_set_property;
  object_class->finalize = pd_taking_row_finalize;
  properties[PROP_TICK] =
      g_param_spec_boolean ("tick", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
pd_taking_row_init (PdTakingRow *self)
{
  self->choice = -1;
}

/**
 * pd_taking_row_new:
 * @number: of the row in the file, from 1
 * @mark: what becomes of it
 * @sentence: what becomes of it, and why
 *
 * Returns: (transfer full): a row with nothing to tick, whose texts are empty
 */
PdTakingRow *
pd_taking_row_new (guint number, PdTakingMark mark, const char *sentence)
{
  PdTakingRow *self = g_object_new (PD_TYPE_TAKING_ROW, NULL);

  self->number = number;
  self->mark = mark;
  self->sentence = g_strdup (sentence);
  return self;
}

/**
 * pd_taking_row_set_choice:
 * @self: a row
 * @choice: which of the file's choices it is
 * @group: rows of one group exclude each other
 * @tick: whether it is taken over unless a person does not want it
 */
void
pd_taking_row_set_choice (PdTakingRow *self, guint choice, guint group, gboolean tick)
{
  self->choice = (int) choice;
  self->group = group;
  self->tick = tick;
}

void
pd_taking_row_set_tick (PdTakingRow *self, gboolean tick)
{
  if (self->tick == tick || self->choice < 0)
    return;
  self->tick = tick;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TICK]);
}
