/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-element-list.h"
#include "desktop/pd-special-row.h"
#include "desktop/pd-special-section.h"

G_BEGIN_DECLS

#define PD_SPECIAL_SECTION_MAX_COLUMNS 4

struct _PdSpecialSection
{
  GtkWidget parent_instance;

  /* Owned */
  PdRecord *order;    /* (nullable) what is edited; its lists are sorted */
  GHashTable *stash;  /* business → GPtrArray of elements: chosen again, its fields are as they were */
  GPtrArray *rows;    /* of PdSpecialRow (borrowed) */
  GPtrArray *removed; /* (nullable) of PdRecord: what was taken out last */

  /* Borrowed */
  const PdSpecialType *shown; /* (nullable) of which the rows are */
  GtkWidget *fold;
  GtkWidget *content;
  GtkGrid *head;
  PdFieldEditor *type;
  GtkWidget *type_note;
  GtkBox *row_box;
  GtkWidget *add_row;
  PdElementList *elements;
  GtkGrid *tax;
  PdFieldEditor *difference;
  PdFieldEditor *deduction;
  GtkWidget *taxed;
  GtkWidget *fillers[2][PD_SPECIAL_SECTION_MAX_COLUMNS - 1];

  char *deduction_line; /* (owned) (nullable) whose deduction is shown */
  guint removed_row;    /* 0: @removed are elements by themselves */
  guint n_rows;         /* at least; rows without a value are in no record */
  guint n_wrong;        /* what the bureau would refuse */
  int columns;
};

void pd_special_section_edited (PdSpecialSection *self);
void pd_special_section_left (PdSpecialSection *self);
void pd_special_section_entered (PdSpecialSection *self);
void pd_special_section_removed (PdSpecialSection *self, GPtrArray *removed, guint row, const char *sentence);
void pd_special_section_add_row (PdSpecialSection *self);
void pd_special_section_clear_rows (PdSpecialSection *self);
void pd_special_section_fill_rows (PdSpecialSection *self);
void pd_special_section_type_edited (PdSpecialSection *self);
void pd_special_section_label (PdSpecialSection *self);
gboolean pd_special_section_is_ordinary (PdSpecialSection *self);
PdRecord *pd_special_section_line (PdSpecialSection *self);

G_END_DECLS
