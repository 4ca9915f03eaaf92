/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/** PdPlaceColumn: one column of a place's list. */
typedef struct
{
  int field;
  const char *label; /* (nullable) untranslated; NULL for the field's own */
  int width;         /* pixels, at least; Chinese characters take 16 */
  gboolean expand;
  gboolean numeric;
  int drop;          /* what is too narrow for all columns leaves out the highest first; 0 stays */
  gboolean optional; /* is there only where a person chose it */
} PdPlaceColumn;

/** PdPlaceSection: fields that stand together in a summary or a form. */
typedef struct
{
  const char *label;         /* untranslated */
  const signed char *fields; /* ends with -1 */
} PdPlaceSection;

/** PdPlaceFilter: what a list can be narrowed down to besides states. */
typedef struct
{
  const char *label; /* (nullable) untranslated; NULL: the field's name and what the value is called */
  const char *name;  /* of its chip */
  int field;
  const char *text; /* the field's value as stored */
} PdPlaceFilter;

/** PdPlace: what the sidebar leads to: the records of one type, how they are listed, shown and filled in. */
typedef struct
{
  const char *name; /* in the settings */
  const char *icon;
  const char *title;     /* untranslated, as all below */
  const char *new_label; /* (nullable) NULL where nothing is made by hand */
  const char *search_hint;
  const char *empty_title;
  const char *empty_text;
  const char *nothing_selected;
  const PdRecordType *type;
  gboolean several;               /* whether several records take a command at once */
  gboolean counts;                /* whether the states are offered with how many there are */
  const PdPlaceFilter *filters;   /* (nullable) ends with a NULL name */
  const PdPlaceColumn *columns;   /* ends with a field of -1 */
  const PdPlaceSection *sections; /* ends with a NULL label */
  const PdPlaceSection *form;     /* (nullable) ends with a NULL label; NULL: not edited by hand */
  const char *new_title;          /* (nullable) */
  const char *edit_title;         /* (nullable) */
} PdPlace;

extern const PdPlace pd_place_tickets;
extern const PdPlace pd_place_solutions;

const PdPlace *const *pd_places (void);
const PdPlace *pd_place_find (const char *name);
const PdPlace *pd_place_for_type (const PdRecordType *type);
char *pd_place_filter_label (const PdPlace *place, const PdPlaceFilter *filter);

G_END_DECLS
