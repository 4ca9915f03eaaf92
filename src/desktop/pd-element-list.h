/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-field-editor.h"

G_BEGIN_DECLS

#define PD_TYPE_ELEMENT_LIST (pd_element_list_get_type ())
G_DECLARE_FINAL_TYPE (PdElementList, pd_element_list, PD, ELEMENT_LIST, GtkWidget)

GtkWidget *pd_element_list_new (void);
void pd_element_list_set_order (PdElementList *self, PdRecord *order);
void pd_element_list_add (PdElementList *self);
void pd_element_list_remove_blank (PdElementList *self);
guint
pd_element_list_show_problems (PdElementList *self, GPtrArray *problems, GPtrArray *refusals, gboolean all);
GtkWidget *pd_element_list_find (PdElementList *self, const char *element_id, guint field);
GtkWidget *pd_element_list_find_wrong (PdElementList *self, GPtrArray *problems);

G_END_DECLS
