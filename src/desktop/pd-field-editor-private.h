/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-completion.h"
#include "desktop/pd-field-editor.h"
#include "desktop/pd-people-field.h"

G_BEGIN_DECLS

struct _PdFieldEditor
{
  GtkWidget parent_instance;

  /* Owned */
  GPtrArray *values;        /* (nullable) of char *: the values of a drop-down, "" for none */
  char *error;              /* (nullable) why the text is no value of the field */
  PdCompletion *completion; /* (nullable) */
  GString *typed;           /* (nullable) what was typed on a drop-down */
  gint64 typed_at;

  /* Borrowed */
  const PdRecordType *type; /* (nullable) NULL for a value that no table has */
  GtkLabel *caption;
  GtkWidget *input; /* what takes the keyboard */
  GtkWidget *outer; /* the input, with what is around it */
  GtkBox *problem;
  GtkImage *problem_icon;
  GtkLabel *problem_text;

  guint field;
  PdField own;         /* what @type would say; its strings outlive the editor */
  gboolean loading;    /* changes come from the record, not from a person */
  gboolean typed_into; /* a person has changed it, perhaps back again */
  gboolean left;       /* the person has been here and gone on */
  gboolean compact;    /* the problem is said elsewhere */
};

const PdField *pd_field_editor_info (PdFieldEditor *self);
void pd_field_editor_edited_cb (PdFieldEditor *self);
void pd_field_editor_entered_cb (PdFieldEditor *self);
void
pd_field_editor_add_value (PdFieldEditor *self, GtkStringList *labels, const char *value, const char *label);
GtkWidget *pd_field_editor_make_input (PdFieldEditor *self);

G_END_DECLS
