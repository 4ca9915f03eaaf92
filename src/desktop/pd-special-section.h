/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-field-editor.h"

G_BEGIN_DECLS

#define PD_TYPE_SPECIAL_SECTION (pd_special_section_get_type ())
G_DECLARE_FINAL_TYPE (PdSpecialSection, pd_special_section, PD, SPECIAL_SECTION, GtkWidget)

GtkWidget *pd_special_section_new (void);
void pd_special_section_set_order (PdSpecialSection *self, PdRecord *order);
void pd_special_section_update (PdSpecialSection *self);
void pd_special_section_remove_blank (PdSpecialSection *self);
void pd_special_section_show_problems (PdSpecialSection *self, GPtrArray *problems, gboolean all);
void pd_special_section_restore (PdSpecialSection *self);
void pd_special_section_set_open (PdSpecialSection *self, gboolean open);
void pd_special_section_set_columns (PdSpecialSection *self, int columns);
GtkWidget *pd_special_section_find (PdSpecialSection *self, const char *line_id, guint field);
GtkWidget *pd_special_section_find_special (PdSpecialSection *self, guint row, const char *key);
GtkWidget *pd_special_section_find_wrong (PdSpecialSection *self, GPtrArray *problems);

G_END_DECLS
