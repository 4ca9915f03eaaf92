/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/** PdTrackingEvent: what a carrier tells of a parcel, by a file or by the platform's API. Texts are never %NULL. */
typedef struct
{
  guint row;          /* in the file, or among what was sent, from 1 */
  char *number;       /* (owned) the parcel's, as the carrier writes it */
  gint64 happened_at; /* microseconds since 1970 in UTC */
  const char *kind;   /* of pd_tracking_type's choices */
  char *place;        /* (owned) */
  char *text;         /* (owned) the carrier's words */
} PdTrackingEvent;

/**
 * PdTrackingOutcome: what became of an event.
 * @PD_TRACKING_UNMATCHED: no order has a parcel of this number
 * @PD_TRACKING_KNOWN: it was there before
 * @PD_TRACKING_ENTERED: it is new
 * @PD_TRACKING_REFUSED: the order could not be saved with it
 */
typedef enum
{
  PD_TRACKING_UNMATCHED,
  PD_TRACKING_KNOWN,
  PD_TRACKING_ENTERED,
  PD_TRACKING_REFUSED,
} PdTrackingOutcome;

PdTrackingEvent *pd_tracking_event_new (guint row);
void pd_tracking_event_free (PdTrackingEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdTrackingEvent, pd_tracking_event_free)

char *pd_tracking_fold_number (const char *number);
const char *pd_tracking_find_kind (const char *status, const char *text);
gboolean pd_tracking_parse_time (const char *text, gint64 *time);
PdTrackingOutcome pd_tracking_take (PdRecord *order, const PdTrackingEvent *event);
const char *pd_tracking_outcome_sentence (PdTrackingOutcome outcome);

G_END_DECLS
