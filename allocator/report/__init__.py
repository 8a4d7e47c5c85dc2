"""What a run writes: plan.json's record, the workbook, the folder."""
