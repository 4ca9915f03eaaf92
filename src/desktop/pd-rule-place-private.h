/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-look.h"
#include "desktop/pd-rule-place.h"

G_BEGIN_DECLS

/* Between the positions of two rules, so that another one has room between them. */
#define PD_RULE_PLACE_STEP 10

/* The rules by which somebody is chosen for a service order, in their order. */
struct _PdRulePlace
{
  GtkWidget parent_instance;

  PdStore *store;   /* (owned) */
  PdLook *look;     /* (owned) (nullable) */
  GPtrArray *rules; /* (owned) of PdRecord, in their order */
  GArray *states;   /* (owned) of PdRowState, of each rule */
  char *wanted;     /* (owned) (nullable) the rule whose row is to have the keyboard */
  gboolean may_create;
  gboolean may_patch;
  gboolean may_delete;

  /* Borrowed */
  GtkWidget *stack;
  GtkWidget *rows;
  GtkWidget *toasts; /* an overlay */
  GtkWidget *trouble;
  GtkWidget *read_only;
  GtkWidget *add;
  GtkWidget *add_first;
};

GtkWindow *pd_rule_place_get_window (PdRulePlace *self);
int pd_rule_place_find (PdRulePlace *self, const char *id);
void pd_rule_place_move (PdRulePlace *self, guint from, int by);
void pd_rule_place_change (PdRulePlace *self, PdRecord *rule, PdRecord *wanted);
void pd_rule_place_delete (PdRulePlace *self, const PdRecord *rule);
void pd_rule_place_update (PdRulePlace *self);
void pd_rule_place_activated (PdRulePlace *self, GtkWidget *row);
void pd_rule_place_try (GtkWidget *button, PdRulePlace *self);

G_END_DECLS
