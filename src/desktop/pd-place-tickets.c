/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-place.h"

#include "model/pd-solution.h"
#include "model/pd-ticket.h"

#include <glib/gi18n-lib.h>

#define FIELDS(...) ((const signed char[]){ __VA_ARGS__, -1 })

/* --- tickets */

static const PdPlaceColumn ticket_columns[] = {
  { PD_TICKET_NUMBER, N_ ("Number"), 176, FALSE, FALSE, 2 },
  { PD_TICKET_TITLE, NULL, 150, TRUE, FALSE, 0 },
  { PD_TICKET_STATE, NULL, 176, FALSE, FALSE, 0 },
  { PD_TICKET_SEVERITY, NULL, 104, FALSE, FALSE, 1 },
  { PD_TICKET_DUE_ON, NULL, 100, FALSE, FALSE, 0 },
  { PD_TICKET_OWNER, NULL, 92, FALSE, FALSE, 3 },
  { PD_TICKET_KIND, NULL, 92, FALSE, FALSE, 4 },
  { PD_TICKET_BUYER_NAME, N_ ("Buyer"), 124, TRUE, FALSE, 5 },
  { -1 },
};

static const PdPlaceFilter ticket_filters[] = {
  { NULL, "critical", PD_TICKET_SEVERITY, PD_TICKET_SEVERITY_CRITICAL },
  { NULL, "high", PD_TICKET_SEVERITY, PD_TICKET_SEVERITY_HIGH },
  { NULL, "software", PD_TICKET_KIND, PD_TICKET_KIND_SOFTWARE },
  { NULL, "device", PD_TICKET_KIND, PD_TICKET_KIND_DEVICE },
  { NULL, "invoice", PD_TICKET_KIND, PD_TICKET_KIND_INVOICE },
  { NULL, "tax", PD_TICKET_KIND, PD_TICKET_KIND_TAX },
  { NULL, "complaint", PD_TICKET_KIND, PD_TICKET_KIND_COMPLAINT },
  { NULL, NULL },
};

static const PdPlaceSection ticket_sections[] = {
  { N_ ("Trouble"), FIELDS (PD_TICKET_TITLE,
                            PD_TICKET_DESCRIPTION,
                            PD_TICKET_KIND,
                            PD_TICKET_SEVERITY,
                            PD_TICKET_SERVICE,
                            PD_TICKET_DEVICE_NUMBER,
                            PD_TICKET_DEVICE_MODEL,
                            PD_TICKET_RESOLUTION) },
  { N_ ("Customer"),
    FIELDS (PD_TICKET_BUYER_NAME, PD_TICKET_CONTACT_NAME, PD_TICKET_CONTACT_PHONE, PD_TICKET_REGION) },
  { N_ ("Who looks after it"), FIELDS (PD_TICKET_OWNER,
                                       PD_TICKET_ASSIGNMENT_REASON,
                                       PD_TICKET_EXPERT,
                                       PD_TICKET_OPENED_ON,
                                       PD_TICKET_PROMISED_ON,
                                       PD_TICKET_DUE_ON,
                                       PD_TICKET_RESOLVED_AT,
                                       PD_TICKET_CREATED_BY) },
  { NULL },
};

static const PdPlaceSection ticket_form[] = {
  { N_ ("Trouble"), FIELDS (PD_TICKET_TITLE,
                            PD_TICKET_KIND,
                            PD_TICKET_SEVERITY,
                            PD_TICKET_DESCRIPTION,
                            PD_TICKET_SERVICE,
                            PD_TICKET_RESOLUTION) },
  { N_ ("What it is about"), FIELDS (PD_TICKET_ORDER_NUMBER,
                                     PD_TICKET_INVOICE_NUMBER,
                                     PD_TICKET_DEVICE_NUMBER,
                                     PD_TICKET_DEVICE_MODEL) },
  { N_ ("Customer"),
    FIELDS (PD_TICKET_BUYER_NAME, PD_TICKET_CONTACT_NAME, PD_TICKET_CONTACT_PHONE, PD_TICKET_REGION) },
  { N_ ("Who looks after it"), FIELDS (PD_TICKET_OWNER,
                                       PD_TICKET_ASSIGNMENT_REASON,
                                       PD_TICKET_EXPERT,
                                       PD_TICKET_OPENED_ON,
                                       PD_TICKET_PROMISED_ON) },
  { NULL },
};

const PdPlace pd_place_tickets = {
  .name = "tickets",
  .icon = "mail-unread-symbolic",
  .title = N_ ("Tickets"),
  .new_label = N_ ("New Ticket"),
  .search_hint = N_ ("Search number, title, description or customer"),
  .empty_title = N_ ("No Tickets Yet"),
  .empty_text =
      N_ ("Write down what a customer has trouble with, here or from the page of an order or an invoice."),
  .nothing_selected = N_ ("Select a ticket to see it here."),
  .type = &pd_ticket_type,
  .counts = TRUE,
  .filters = ticket_filters,
  .columns = ticket_columns,
  .sections = ticket_sections,
  .form = ticket_form,
  .new_title = N_ ("New Ticket"),
  .edit_title = N_ ("Edit Ticket"),
};

/* --- solutions */

static const PdPlaceColumn solution_columns[] = {
  { PD_SOLUTION_TITLE, NULL, 170, TRUE, FALSE, 0 },      { PD_SOLUTION_STATE, NULL, 100, FALSE, FALSE, 0 },
  { PD_SOLUTION_KIND, NULL, 100, FALSE, FALSE, 1 },      { PD_SOLUTION_KEYWORDS, NULL, 124, TRUE, FALSE, 3 },
  { PD_SOLUTION_CHANGED_BY, NULL, 92, FALSE, FALSE, 4 }, { -1 },
};

static const PdPlaceSection solution_sections[] = {
  { N_ ("Problem"),
    FIELDS (PD_SOLUTION_PROBLEM, PD_SOLUTION_KIND, PD_SOLUTION_SERVICE, PD_SOLUTION_DEVICE_MODEL) },
  { N_ ("Solution"), FIELDS (PD_SOLUTION_ANSWER, PD_SOLUTION_KEYWORDS) },
  { N_ ("Other information"),
    FIELDS (PD_SOLUTION_CREATED_BY, PD_SOLUTION_CHANGED_BY, PD_SOLUTION_CHANGED_AT) },
  { NULL },
};

static const PdPlaceSection solution_form[] = {
  { N_ ("Problem"), FIELDS (PD_SOLUTION_TITLE,
                            PD_SOLUTION_PROBLEM,
                            PD_SOLUTION_KIND,
                            PD_SOLUTION_SERVICE,
                            PD_SOLUTION_DEVICE_MODEL) },
  { N_ ("Solution"), FIELDS (PD_SOLUTION_ANSWER, PD_SOLUTION_KEYWORDS) },
  { NULL },
};

const PdPlace pd_place_solutions = {
  .name = "solutions",
  .icon = "help-browser-symbolic",
  .title = N_ ("Solutions"),
  .new_label = N_ ("New Solution"),
  .search_hint = N_ ("Search title, problem, answer or keywords"),
  .empty_title = N_ ("No Solutions Yet"),
  .empty_text = N_ ("Write down once what helps, and it is suggested for tickets that are like it."),
  .nothing_selected = N_ ("Select a solution to see it here."),
  .type = &pd_solution_type,
  .counts = TRUE,
  .columns = solution_columns,
  .sections = solution_sections,
  .form = solution_form,
  .new_title = N_ ("New Solution"),
  .edit_title = N_ ("Edit Solution"),
};
