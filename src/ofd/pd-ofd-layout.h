/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ofd/pd-ofd-value.h"

G_BEGIN_DECLS

/* A glyph of a text object and where its origin stands, millimetres in the object's own space. */
typedef struct
{
  double x, y;
  double advance;     /* to the next one, estimated where the object does not say */
  gunichar character; /* 0: one more glyph of the character before */
  guint32 glyph;      /* in the font that the object names, where @has_glyph */
  gboolean has_glyph;
  gboolean is_merged;   /* the glyph before shows this character as well */
  gboolean starts_code; /* the first of a TextCode */
} PdOfdGlyph;

/* How far a character moves the pen, millimetres; for text objects that do not say. */
typedef double (*PdOfdAdvanceFunc) (gunichar character, double size, gpointer data);

#define PD_OFD_ASCENT 0.88
#define PD_OFD_DESCENT 0.12

double pd_ofd_estimated_advance (gunichar character, double size, gpointer unused);
GArray *pd_ofd_layout_text (const xmlNode *object, PdOfdAdvanceFunc advance, gpointer data);

G_END_DECLS
